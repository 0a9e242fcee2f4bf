internal import ServiceLifecycle

/// Lets time pass for the monitor loop.
struct MonitorTicker: Service {
    let loop: MonitorLoop

    /// How often the sample of requests is taken in.
    private static let interval = Duration.milliseconds(250)
    /// How many times it is taken in before all is judged.
    private static let rounds = 20

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var round = 0
            while (try? await Task.sleep(for: Self.interval)) != nil {
                round = (round + 1) % Self.rounds
                if round == 0 { await self.loop.judge() } else { await self.loop.drain() }
            }
        }
        // What came last is not lost to the log.
        await self.loop.drain()
    }
}
