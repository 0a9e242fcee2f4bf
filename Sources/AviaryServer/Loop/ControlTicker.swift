internal import ServiceLifecycle

/// Lets time pass for the control loop.
struct ControlTicker: Service {
    let loop: ControlLoop

    /// While something is judged every moment counts: a failing candidate answers requests until it is taken out.
    private static let watchful = Duration.milliseconds(5)
    private static let calm = Duration.milliseconds(100)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.loop.tick()
                let interval = await self.loop.isJudging ? Self.watchful : Self.calm
                try? await Task.sleep(for: interval)
            }
        }
        await self.loop.settle()
    }
}
