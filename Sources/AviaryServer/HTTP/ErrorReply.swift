internal import AviaryCore
package import HTTPTypes

extension AviaryError.Code {
    /// The HTTP status that says this to a client.
    package var status: HTTPResponse.Status {
        switch self {
        case .invalidArgument: .badRequest
        case .notFound: .notFound
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .methodNotAllowed: .methodNotAllowed
        case .tooLarge: .contentTooLarge
        case .unsupportedMedia: .unsupportedMediaType
        case .requestTimeout: .requestTimeout
        case .conflict: .conflict
        case .preconditionFailed: .preconditionFailed
        case .exhausted: .tooManyRequests
        case .unavailable: .serviceUnavailable
        case .deadlineExceeded: .gatewayTimeout
        // Nobody reads it any more; the number is nginx's.
        case .cancelled: HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
        case .modelFailed, .internalError: .internalServerError
        case .unimplemented: .notImplemented
        }
    }

    /// Whether the same request may succeed a moment later: such replies carry `Retry-After`.
    var isTransient: Bool { self == .exhausted || self == .unavailable }
}

extension AviaryError {
    /// The body that clients of the protocol expect: `{"error": "..."}`.
    var body: [UInt8] { JSONValue.object([.init("error", .string(self.description))]).serialized() }

    /// The header fields that go with the body.
    var fields: HTTPFields {
        // Exactly this, without a charset: KServe's client shows the text only then.
        var fields: HTTPFields = [.contentType: "application/json"]
        // RFC 9110, section 15.5.2: it says how to show who asks.
        if self.code == .unauthenticated { fields[.wwwAuthenticate] = "Bearer" }
        if self.code.isTransient { fields[.retryAfter] = "1" }
        return fields
    }
}
