package import AviaryCore

/// A failure of ONNX Runtime, or of opening it: a code by name, and the words of the one who reported it.
///
/// ONNX Runtime's codes differ between its versions, so they are a hint; the message is what helps.
package struct RuntimeError: Error, Sendable, Hashable {
    /// What kind of failure it is, by the name that ONNX Runtime gives it, or one of ours.
    package enum Code: String, Sendable, CaseIterable {
        /// Something went wrong; the message says more.
        case fail = "FAIL"
        /// An argument, a model or a tensor is not what it should be.
        case invalidArgument = "INVALID_ARGUMENT"
        /// There is no such file.
        case noSuchFile = "NO_SUCHFILE"
        /// There is no model.
        case noModel = "NO_MODEL"
        /// An execution provider's engine failed.
        case engineError = "ENGINE_ERROR"
        /// An exception was caught, for instance for lack of memory.
        case runtimeException = "RUNTIME_EXCEPTION"
        /// The file is not ONNX.
        case invalidProtobuf = "INVALID_PROTOBUF"
        /// A model is already loaded.
        case modelLoaded = "MODEL_LOADED"
        /// No execution provider has a kernel for an operator.
        case notImplemented = "NOT_IMPLEMENTED"
        /// The model's graph is wrong, or has an operator that is not known.
        case invalidGraph = "INVALID_GRAPH"
        /// An execution provider failed.
        case executionProviderFailed = "EP_FAIL"
        /// Loading was cancelled.
        case loadCancelled = "MODEL_LOAD_CANCELED"
        /// The execution provider wants a model that is compiled for it.
        case requiresCompilation = "MODEL_REQUIRES_COMPILATION"
        /// Something that was asked for by name is not there.
        case notFound = "NOT_FOUND"
        /// The device was reset.
        case deviceReset = "DEVICE_RESET"
        /// A code that did not exist when this was written.
        case unknown = "UNKNOWN"

        /// No library was found, or it cannot be opened, or it is another one. Ours.
        case libraryMissing = "LIBRARY_MISSING"
        /// The library lacks functions that Aviary calls. Ours.
        case libraryTooOld = "LIBRARY_TOO_OLD"
        /// The model has a type that the inference protocol cannot carry. Ours.
        case unsupportedType = "UNSUPPORTED_TYPE"
        /// The run was stopped by its ``Cancellation``. Ours.
        case cancelled = "CANCELLED"

        /// A code by ONNX Runtime's number.
        init(number: Int32) {
            let known: [Code] = [
                .fail, .invalidArgument, .noSuchFile, .noModel, .engineError, .runtimeException, .invalidProtobuf,
                .modelLoaded, .notImplemented, .invalidGraph, .executionProviderFailed, .loadCancelled,
                .requiresCompilation, .notFound, .deviceReset,
            ]
            self = known.indices.contains(Int(number) - 1) ? known[Int(number) - 1] : .unknown
        }
    }

    /// What kind of failure it is.
    package let code: Code
    /// The words of the one who reported it.
    package let message: String
    /// What to do about it, where that is known.
    package let remedy: String?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: what kind of failure it is.
    ///   - message: what was expected and what came.
    ///   - remedy: what to do about it.
    package init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension RuntimeError: CustomStringConvertible {
    /// Code, message and remedy in one line.
    package var description: String {
        let sentence = "\(self.code.rawValue): \(self.message)"
        return if let remedy { "\(sentence); \(remedy)" } else { sentence }
    }
}

extension AviaryError {
    /// Says a failure of ONNX Runtime in the words that all parts share; the message begins with the runtime's code.
    ///
    /// - Parameter error: the failure.
    package init(_ error: RuntimeError) {
        let code: AviaryError.Code =
            switch error.code {
            case .invalidArgument, .invalidProtobuf, .invalidGraph, .noModel, .requiresCompilation: .invalidArgument
            case .noSuchFile: .notFound
            case .notImplemented, .unsupportedType: .unimplemented
            case .libraryMissing, .libraryTooOld: .unavailable
            case .cancelled, .loadCancelled: .cancelled
            case .fail, .engineError, .runtimeException, .modelLoaded, .executionProviderFailed, .notFound,
                .deviceReset, .unknown:
                .modelFailed
            }
        self.init(code, "\(error.code.rawValue): \(error.message)", remedy: error.remedy)
    }
}
