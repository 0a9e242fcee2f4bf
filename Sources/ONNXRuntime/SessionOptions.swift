internal import CONNXRuntime

/// How a model is loaded and run.
package struct SessionOptions: Sendable, Hashable {
    /// The threads that one run may use inside an operator, the caller's among them; at least 1.
    package var intraOpThreads = 1
    /// Where operators run, in order of preference; the CPU is always the last resort.
    package var executionProviders: [ExecutionProvider] = []
    /// Whether pool threads wait for work in a loop: quicker by microseconds, at the price of a busy processor.
    package var spinning = false
    /// How grave a line of the session's log must be to be written.
    ///
    /// Errors of loading and running are thrown, so by default they are not logged as well.
    package var logSeverity: Environment.Severity = .fatal

    /// One thread on the CPU.
    package init() {}

    /// Puts the options into the runtime's form.
    func handle(for library: Library) throws(RuntimeError) -> Handle {
        let functions = library.functions
        let api = unsafe functions.table
        guard let threads = Int32(exactly: self.intraOpThreads), threads >= 1 else {
            throw RuntimeError(
                .invalidArgument,
                "the threads of a run are counted from 1 to \(Int32.max), not \(self.intraOpThreads)"
            )
        }
        let handle = unsafe Handle(
            try functions.object { unsafe api.pointee.CreateSessionOptions(&$0) },
            api.pointee.ReleaseSessionOptions
        )
        let options = unsafe handle.pointer
        try unsafe functions.check(api.pointee.SetIntraOpNumThreads(options, threads))
        try unsafe functions.check(api.pointee.SetSessionLogSeverityLevel(options, self.logSeverity.rawValue))
        for key in ["session.intra_op.allow_spinning", "session.inter_op.allow_spinning"] {
            try unsafe functions.check(api.pointee.AddSessionConfigEntry(options, key, self.spinning ? "1" : "0"))
        }
        for provider in try ExecutionProvider.resolve(self.executionProviders, in: library) {
            try unsafe provider.append(to: options, functions)
        }
        return handle
    }
}
