internal import AviaryCore
internal import ServiceLifecycle

/// Lets time pass for alerts.
struct AlertTicker: Service {
    let alerts: AlertKeeper

    /// How late a silence may end.
    private static let interval = Duration.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval)) != nil { await self.alerts.tick(at: .now) }
        }
    }
}
