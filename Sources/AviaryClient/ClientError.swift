public import AviaryCore

/// Why a call did not give its result: a code to switch on, words to read, and what to do about it.
public struct ClientError: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public enum Code: String, Sendable, CaseIterable {
        /// The arguments cannot be sent: nothing has left this process.
        case invalidRequest = "invalid_request"
        /// No connection came about: the server has not seen the request.
        case connectionFailed = "connection_failed"
        /// The connection ended before the whole reply was there: the server may have seen the request.
        case connectionLost = "connection_lost"
        /// The reply was not there in time.
        case timedOut = "timed_out"
        /// The task was cancelled.
        case cancelled
        /// The server answered with an error; ``ClientError/status`` and ``ClientError/serverMessage`` say which.
        case refused
        /// The reply is larger than the client's limit.
        case replyTooLarge = "reply_too_large"
        /// The reply is not what the protocol has.
        case malformedReply = "malformed_reply"
        /// The client was shut down before the call.
        case shutDown = "shut_down"
    }

    /// What kind of failure it is.
    public let code: Code
    /// What was expected and what came, in words for a person.
    public let message: String
    /// What to do about it, where that is known.
    public let remedy: String?
    /// The HTTP status of the reply, where there was one.
    public let status: Int?
    /// The server's own words, from the reply's `error`, with blanks for control characters.
    public let serverMessage: String?
    /// How long the server asks to wait before the next attempt.
    public let retryAfter: Duration?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: what kind of failure it is.
    ///   - message: what was expected and what came.
    ///   - remedy: what to do about it.
    ///   - status: the HTTP status of the reply.
    ///   - serverMessage: the server's own words.
    ///   - retryAfter: how long the server asks to wait.
    public init(
        _ code: Code,
        _ message: String,
        remedy: String? = nil,
        status: Int? = nil,
        serverMessage: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.status = status
        self.serverMessage = serverMessage
        self.retryAfter = retryAfter
    }

    /// Says of a value that it cannot be sent.
    ///
    /// - Parameter error: what is wrong with the value.
    public init(invalid error: AviaryError) {
        self.init(.invalidRequest, error.message, remedy: error.remedy)
    }
}

extension ClientError: CustomStringConvertible {
    /// Message and remedy in one line.
    public var description: String {
        if let remedy {
            "\(self.message); \(remedy)"
        } else {
            self.message
        }
    }
}
