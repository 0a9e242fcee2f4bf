package import AviaryCore

/// What runs a model: tensors in, tensors out.
package protocol Backend: Sendable {
    /// What the model takes and gives.
    var signature: Signature { get }

    /// Runs the model once, on the calling thread.
    ///
    /// - Parameters:
    ///   - inputs: one tensor for each of the signature's inputs, in its order; types and shapes have been checked.
    ///   - outputs: which of the signature's outputs are wanted, by index.
    ///   - control: can stop the run from another thread; `nil` where nobody will.
    /// - Returns: the wanted outputs, in the order asked for.
    /// - Throws: ``AviaryError`` when the model fails or is stopped.
    func run(_ inputs: [Tensor], outputs: [Int], control: RunControl?) throws(AviaryError) -> [Tensor]
}

/// The means to stop a run from another thread.
package final class RunControl: Sendable {
    private enum State {
        case running(stop: (@Sendable () -> Void)?)
        case stopped
    }

    private let state = Locked(State.running(stop: nil))

    package init() {}

    /// Says how the run that has begun is stopped; does so at once if it should stop already.
    ///
    /// - Parameter stop: is called at most once, from any thread, and must not block.
    package func onStop(_ stop: @escaping @Sendable () -> Void) {
        let isStopped = self.state.withLock { state in
            if case .stopped = state { return true }
            state = .running(stop: stop)
            return false
        }
        if isStopped { stop() }
    }

    /// Stops the run, now or when it begins.
    package func stop() {
        let stop: (@Sendable () -> Void)? = self.state.withLock { state in
            guard case .running(let stop) = state else { return nil }
            state = .stopped
            return stop
        }
        stop?()
    }
}
