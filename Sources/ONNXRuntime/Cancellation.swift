internal import AviaryCore
internal import CONNXRuntime

/// Stops runs that are no longer wanted.
///
/// One object may serve several runs, at the same time or one after the other; once cancelled it stays so.
package final class Cancellation: Sendable {
    /// What the lock guards.
    struct State {
        var isCancelled = false
        /// Those that go on.
        var runs: [RunOptions] = []
    }

    let state = Locked(State())

    /// Makes an object that has not been cancelled.
    package init() {}

    /// Whether ``cancel()`` was called.
    package var isCancelled: Bool { self.state.withLock { $0.isCancelled } }

    /// Makes the runs that go on return soon, and those that have not begun not begin.
    package func cancel() {
        // Under the lock, so that no run ends and releases its options meanwhile; it only sets a flag in each.
        self.state.withLock { state in
            state.isCancelled = true
            for run in state.runs { run.terminate() }
        }
    }

    /// Adds a run, unless it is too late.
    ///
    /// - Parameter run: the run's options, which live until ``remove(_:)``.
    /// - Returns: whether the run may begin.
    func add(_ run: RunOptions) -> Bool {
        self.state.withLock { state in
            if !state.isCancelled { state.runs.append(run) }
            return !state.isCancelled
        }
    }

    /// Takes a run out; its options may be released then.
    func remove(_ run: RunOptions) {
        self.state.withLock { state in
            state.runs.removeAll { $0 == run }
        }
    }
}

/// What a run is told, and through which it is stopped.
///
/// `@unchecked Sendable`: terminating is the one thing that ONNX Runtime allows from other threads during a run, and
/// nothing else is done here but making it before the run and releasing it afterwards.
@safe
struct RunOptions: @unchecked Sendable, Equatable {
    /// The options themselves.
    let pointer: OpaquePointer
    private let functions: Functions

    /// Makes options that must be released.
    init(_ functions: Functions) throws(RuntimeError) {
        self.functions = functions
        unsafe self.pointer = try functions.object { unsafe functions.table.pointee.CreateRunOptions(&$0) }
    }

    /// Asks the run to stop.
    func terminate() {
        if let status = unsafe self.functions.table.pointee.RunOptionsSetTerminate(self.pointer) {
            unsafe self.functions.table.pointee.ReleaseStatus(status)
        }
    }

    /// Ends the options' life.
    func release() { unsafe self.functions.table.pointee.ReleaseRunOptions(self.pointer) }

    /// Compares identities.
    static func == (lhs: RunOptions, rhs: RunOptions) -> Bool { unsafe lhs.pointer == rhs.pointer }
}
