/// A failure that a caller can act on: a code to switch on, words to read, and what to do about it.
///
/// The message says what was expected and what came. The remedy, where there is one, says what to do next.
/// ``code`` is bounded and free of data, so it is fit for a metric label.
public struct AviaryError: Error, Sendable, Hashable {
    /// What kind of failure it is; each code has one HTTP status and one gRPC status.
    public enum Code: String, Sendable, CaseIterable {
        /// The request is malformed or does not fit the model's signature.
        case invalidArgument = "invalid_argument"
        /// There is no such model, version, route or file.
        case notFound = "not_found"
        /// There are no credentials, or none that hold.
        case unauthenticated
        /// The credentials hold, and may not do this.
        case forbidden
        /// The route exists, the method does not.
        case methodNotAllowed = "method_not_allowed"
        /// The body, or what it unpacks to, is larger than the limit.
        case tooLarge = "too_large"
        /// The body's content coding or media type is not one that is understood.
        case unsupportedMedia = "unsupported_media"
        /// The caller was too slow to send the request.
        case requestTimeout = "request_timeout"
        /// The change contradicts what is there, for instance an artefact that changed after it was loaded.
        case conflict
        /// Somebody else has changed it since the caller has read it.
        case preconditionFailed = "precondition_failed"
        /// The model's queue is full: the same request may succeed later.
        case exhausted
        /// The model or the server is loading, draining or stopped: the same request may succeed later.
        case unavailable
        /// The deadline passed before the answer was there.
        case deadlineExceeded = "deadline_exceeded"
        /// The caller went away before the answer was there.
        case cancelled
        /// The model failed while running.
        case modelFailed = "model_failed"
        /// The feature is known but not there.
        case unimplemented
        /// A defect of Aviary or of its surroundings.
        case internalError = "internal"
    }

    /// What kind of failure it is.
    public let code: Code
    /// What was expected and what came, in words for a person.
    public let message: String
    /// What to do about it, where that is known.
    public let remedy: String?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: what kind of failure it is.
    ///   - message: what was expected and what came.
    ///   - remedy: what to do about it.
    public init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// The same failure, said of a part of something larger: `input 'x': ...`.
    ///
    /// - Parameter place: where it happened.
    /// - Returns: an error with the same code and remedy.
    public func at(_ place: String) -> AviaryError {
        AviaryError(self.code, "\(place): \(self.message)", remedy: self.remedy)
    }
}

extension AviaryError: CustomStringConvertible {
    /// Message and remedy in one line.
    public var description: String {
        if let remedy {
            "\(self.message); \(remedy)"
        } else {
            self.message
        }
    }
}
