internal import AviaryCore
internal import CONNXRuntime
package import Logging

/// What all sessions of a process share: the runtime's log and its memory for tensors.
///
/// ONNX Runtime has one environment per process. A second one made here shares it, and from then on the runtime's log
/// goes to the second one's logger.
///
/// `@unchecked Sendable`: the three objects are made in the initialiser, and ONNX Runtime lets any thread use them.
@safe
package final class Environment: @unchecked Sendable {
    /// The library that the environment belongs to.
    package let library: Library

    let functions: Functions
    /// Where tensors' memory lies: the CPU's.
    let memory: Handle
    private let handle: Handle
    private let borrowedAllocator: OpaquePointer

    /// Makes the environment, or shares the one that is there.
    ///
    /// - Parameters:
    ///   - library: the opened library.
    ///   - logger: gets the runtime's warnings and errors, from any thread.
    /// - Throws: ``RuntimeError`` with the runtime's code and message.
    package init(library: Library, logger: Logger) throws(RuntimeError) {
        Environment.logger.withLock { $0 = logger }
        let functions = library.functions
        self.library = library
        self.functions = functions
        let environment = try unsafe functions.object {
            unsafe functions.table.pointee.CreateEnvWithCustomLogger(
                Environment.log,
                nil,
                Severity.warning.rawValue,
                "aviary",
                &$0
            )
        }
        self.handle = unsafe Handle(environment, functions.table.pointee.ReleaseEnv)
        let memory = try unsafe functions.object {
            unsafe functions.table.pointee.CreateCpuMemoryInfo(
                Int32(ORT_ALLOCATOR_DEVICE),
                Int32(ORT_MEMORY_DEFAULT),
                &$0
            )
        }
        self.memory = unsafe Handle(memory, functions.table.pointee.ReleaseMemoryInfo)
        unsafe self.borrowedAllocator = try functions.object {
            unsafe functions.table.pointee.GetAllocatorWithDefaultOptions(&$0)
        }
    }

    /// The environment itself.
    var pointer: OpaquePointer { unsafe self.handle.pointer }

    /// The allocator for texts and string tensors, which the library keeps.
    var allocator: OpaquePointer { unsafe self.borrowedAllocator }

    // MARK: The runtime's log

    /// How grave a line of the runtime's log is.
    package enum Severity: Int32, Sendable, Hashable {
        /// Every detail.
        case verbose
        /// What goes on.
        case info
        /// What may be wrong.
        case warning
        /// What failed; errors of runs are among them, though they are also thrown.
        case error
        /// What ends the process.
        case fatal

        /// The logger's level for it; what the runtime calls information is detail to a server.
        var level: Logger.Level {
            switch self {
            case .verbose: .trace
            case .info: .debug
            case .warning: .warning
            case .error: .error
            case .fatal: .critical
            }
        }
    }

    /// The runtime calls back without knowing an object of ours, so the logger is the process's own.
    private static let logger = Locked<Logger?>(nil)

    private static let log: OrtLoggingFunction = { _, severity, _, identifier, location, message in
        guard let logger = Environment.logger.withLock({ $0 }), let message = unsafe message else { return }
        var metadata: Logger.Metadata = [:]
        if let identifier = unsafe identifier { metadata["session"] = .string(unsafe String(cString: identifier)) }
        if let location = unsafe location { metadata["location"] = .string(unsafe String(cString: location)) }
        let level = Severity(rawValue: severity)?.level ?? .warning
        logger.log(level: level, "\(unsafe String(cString: message))", metadata: metadata)
    }
}
