package import AviaryCore

/// One thread that answers requests when their deadline passes, waiting or running.
///
/// It sleeps until the earliest deadline that it has been told of; then every engine looks through its bounded queue. With
/// a steady stream of requests that means about one look per deadline's length.
package final class DeadlineWatch: Sendable {
    private struct State {
        var engines: [Engine] = []
        var next: Moment?
        var isStopped = false
    }

    private let state = Condition(State())

    /// Starts the thread.
    ///
    /// - Throws: ``AviaryError`` when the system has no thread to give.
    package init() throws(AviaryError) {
        let state = self.state
        try NativeThread.start {
            while let engines = DeadlineWatch.due(state) {
                let now = Moment.now
                for engine in engines {
                    guard let next = engine.expire(at: now) else { continue }
                    state.withLock { $0.next = $0.next.map { min($0, next) } ?? next }
                }
            }
        }
    }

    deinit {
        self.state.withLock { $0.isStopped = true }
        self.state.notifyAll()
    }

    /// Takes an engine under watch.
    func add(_ engine: Engine) { self.state.withLock { $0.engines.append(engine) } }

    /// Lets go of an engine that takes no more requests, once those that it has are answered.
    func remove(_ engine: Engine) {
        self.state.withLock { state in
            state.engines.removeAll { $0 === engine || $0.isDone }
            if !engine.isDone { state.engines.append(engine) }
        }
    }

    /// Notes that a request is due.
    func note(_ deadline: Moment) {
        let isEarlier = self.state.withLock { state in
            guard state.next.map({ deadline < $0 }) ?? true else { return false }
            state.next = deadline
            return true
        }
        if isEarlier { self.state.notifyOne() }
    }

    /// Waits until a deadline has passed.
    ///
    /// - Returns: the engines that may have late requests; `nil` when the watch has ended.
    private static func due(_ state: Condition<State>) -> [Engine]? {
        state.wait { state in
            if state.isStopped { return .done(nil) }
            guard let next = state.next else { return .wait(until: nil) }
            guard next <= .now else { return .wait(until: next) }
            state.next = nil
            state.engines.removeAll { $0.isDone }
            return .done(state.engines)
        }
    }
}
