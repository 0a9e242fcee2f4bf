package import AviaryCore
internal import CONNXRuntime

/// A loaded model, ready to run.
///
/// `@unchecked Sendable`: everything is set in the initialiser and only read afterwards; the runtime's session may be run
/// from many threads at once, and that and releasing it are all that is done with it then.
@safe
package final class Session: @unchecked Sendable {
    /// What the model takes and gives, as it is served: see ``ServedOutput``.
    package let signature: Signature
    /// The inputs as the model declares them; initializers that could be overridden are not among them.
    package let inputs: [ValueInfo]
    /// The outputs as the model declares them.
    package let outputs: [ValueInfo]
    /// What the file says about itself.
    package let metadata: ModelMetadata

    let environment: Environment
    /// What each output of the signature is made from.
    let servedOutputs: [ServedOutput]
    /// Whether the model's outputs are tensors, which are the signature's outputs then, one by one.
    let servesOutputsAsTheyAre: Bool
    /// The names as the runtime wants them at each run.
    let inputNames: CStrings
    let outputNames: CStrings
    private let handle: Handle

    /// Loads a model from a file, and what lies beside it.
    ///
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - path: the file.
    ///   - options: how to load and run it.
    /// - Throws: ``RuntimeError``: the runtime's for a file that is missing, is not ONNX or has unknown operators;
    ///   `unsupportedType` for a model whose inputs or outputs the protocol cannot carry.
    package convenience init(
        _ environment: Environment,
        path: String,
        options: SessionOptions = SessionOptions()
    ) throws(RuntimeError) {
        let functions = environment.functions
        let options = try options.handle(for: environment.library)
        let session = try unsafe functions.object {
            unsafe functions.table.pointee.CreateSession(environment.pointer, path, options.pointer, &$0)
        }
        try unsafe self.init(environment, Handle(session, functions.table.pointee.ReleaseSession))
    }

    /// Loads a model from memory; the bytes may go afterwards.
    ///
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - bytes: the content of a model file that needs no other file.
    ///   - options: how to load and run it.
    /// - Throws: as ``init(_:path:options:)``.
    package convenience init(
        _ environment: Environment,
        bytes: [UInt8],
        options: SessionOptions = SessionOptions()
    ) throws(RuntimeError) {
        let functions = environment.functions
        let options = try options.handle(for: environment.library)
        let session = try unsafe functions.object {
            unsafe functions.table.pointee.CreateSessionFromArray(
                environment.pointer,
                bytes,
                bytes.count,
                options.pointer,
                &$0
            )
        }
        try unsafe self.init(environment, Handle(session, functions.table.pointee.ReleaseSession))
    }

    private init(_ environment: Environment, _ handle: consuming Handle) throws(RuntimeError) {
        let functions = environment.functions
        let api = unsafe functions.table
        let allocator = unsafe environment.allocator
        let session = unsafe handle.pointer
        self.metadata = try unsafe ModelMetadata(handle, functions, allocator)

        var inputs: [ValueInfo] = []
        for index in 0..<(try unsafe functions.count { unsafe api.pointee.SessionGetInputCount(session, &$0) }) {
            inputs.append(
                ValueInfo(
                    name: try unsafe functions.text(from: allocator) {
                        unsafe api.pointee.SessionGetInputName(session, index, allocator, &$0)
                    },
                    type: try unsafe ValueType(functions) {
                        unsafe api.pointee.SessionGetInputTypeInfo(session, index, &$0)
                    }
                )
            )
        }
        var outputs: [ValueInfo] = []
        for index in 0..<(try unsafe functions.count { unsafe api.pointee.SessionGetOutputCount(session, &$0) }) {
            outputs.append(
                ValueInfo(
                    name: try unsafe functions.text(from: allocator) {
                        unsafe api.pointee.SessionGetOutputName(session, index, allocator, &$0)
                    },
                    type: try unsafe ValueType(functions) {
                        unsafe api.pointee.SessionGetOutputTypeInfo(session, index, &$0)
                    }
                )
            )
        }
        let served = try ServedOutput.all(of: outputs)
        self.signature = Signature(
            inputs: try inputs.map { input throws(RuntimeError) in try input.servedInput() },
            outputs: served.map(\.signature)
        )
        self.servedOutputs = served
        self.servesOutputsAsTheyAre = outputs.allSatisfy { if case .tensor = $0.type { true } else { false } }
        self.inputNames = CStrings(inputs.map(\.name))
        self.outputNames = CStrings(outputs.map(\.name))
        self.inputs = inputs
        self.outputs = outputs
        self.environment = environment
        self.handle = handle
    }

    /// The library's functions.
    var functions: Functions { self.environment.functions }

    /// The runtime's session.
    var pointer: OpaquePointer { unsafe self.handle.pointer }
}
