internal import AviaryCore
internal import Logging
internal import ServiceLifecycle

/// Writes down now and then when keys were last used, and once more at the end.
struct KeyTicker: Service {
    let keeper: KeyKeeper
    let logger: Logger

    /// How much of it a crash may take.
    private static let interval = Duration.seconds(30)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval)) != nil { await self.write() }
        }
        await self.write()
    }

    private func write() async {
        do throws(AviaryError) {
            try await self.keeper.writeUses()
        } catch {
            self.logger.warning("When keys were last used is not written down", metadata: ["error": "\(error)"])
        }
    }
}
