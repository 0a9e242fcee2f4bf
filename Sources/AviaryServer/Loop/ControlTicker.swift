internal import ServiceLifecycle

/// Lets time pass for the control loop.
struct ControlTicker: Service {
    let loop: ControlLoop

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let pause = await self.loop.tick()
                await self.loop.rest(for: pause)
            }
        }
        await self.loop.settle()
    }
}

extension ControlLoop {
    /// Waits until it is time to look again; not any longer when something begins to be judged meanwhile.
    ///
    /// - Parameter pause: how long.
    func rest(for pause: Duration) async {
        let sleep = Task { _ = try? await Task.sleep(for: pause) }
        self.resting = sleep
        await withTaskCancellationHandler {
            await sleep.value
        } onCancel: {
            sleep.cancel()
        }
        self.resting = nil
    }
}
