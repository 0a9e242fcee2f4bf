package import AviaryCore

/// One event loop's waiting room at an engine whose requests are joined and whose runs are quick.
///
/// Requests that arrive in the same turn of the loop are run together on the loop itself, without waking another thread.
/// A lane belongs to one event loop and is used only there.
package final class Lane {
    private let engine: Engine
    private var queue: BatchQueue

    /// Makes an empty lane.
    ///
    /// - Parameter engine: runs the requests.
    package init(_ engine: Engine) {
        self.engine = engine
        self.queue = BatchQueue(limits: engine.batching, capacity: engine.configuration.queueSize)
    }

    /// Adds a request; when the lane is full, it goes to the engine's own threads.
    ///
    /// - Parameter inference: the request.
    package func add(_ inference: Inference) {
        if !self.queue.append(inference) { self.engine.enqueue(inference) }
    }

    /// Runs what is due, at the end of the loop's turn or when a delay is over.
    ///
    /// - Returns: when to come again; `nil` when nothing waits.
    package func turn() -> Moment? {
        while true {
            switch self.queue.next(at: .now) {
            case .run(let inferences): self.engine.runInline(inferences)
            case .wait(let moment): return moment
            case .idle: return nil
            }
        }
    }
}
