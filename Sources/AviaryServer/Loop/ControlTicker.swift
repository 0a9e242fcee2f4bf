internal import ServiceLifecycle

/// Lets time pass for the control loop.
struct ControlTicker: Service {
    let loop: ControlLoop

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.loop.tick()
                await self.loop.rest()
            }
        }
        await self.loop.settle()
    }
}

extension ControlLoop {
    /// While something is judged every moment counts: a failing candidate answers requests until it is taken out.
    private static let watchful = Duration.milliseconds(5)
    private static let calm = Duration.milliseconds(100)

    /// Waits until it is time to look again; not any longer when something begins to be judged meanwhile.
    func rest() async {
        let interval = self.isJudging ? Self.watchful : Self.calm
        let sleep = Task { _ = try? await Task.sleep(for: interval) }
        self.resting = sleep
        await withTaskCancellationHandler {
            await sleep.value
        } onCancel: {
            sleep.cancel()
        }
        self.resting = nil
    }
}
