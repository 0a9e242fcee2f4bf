package import HTTPTypes
package import Logging

/// Who a request is, in the log and for its caller: the id that the client gave it, or ours, and its place in a trace.
///
/// Both go back with the reply.
package struct RequestIdentity: Sendable {
    /// The longest id that is taken up, in bytes.
    package static let maximumLength = 128

    /// The client's name for the request, or 15 hexadecimal digits of ours.
    package let id: String
    /// This request's span of the caller's trace; `nil` for a request that is not traced.
    package let trace: TraceContext?

    /// Reads who a request is.
    ///
    /// - Parameters:
    ///   - id: the value of `X-Request-Id`; one that is empty, too long or not of visible ASCII is passed over.
    ///   - traceparent: the value of `traceparent`; invalid ones are passed over, as its specification asks.
    ///   - random: where ids come from.
    package init(id: String?, traceparent: String?, using random: inout some RandomNumberGenerator) {
        if let id, (1...RequestIdentity.maximumLength).contains(id.utf8.count),
            // It goes into a header and into the log: visible ASCII is what suits both.
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            self.id = id
        } else {
            self.id = RequestIdentity.makeID(using: &random)
        }
        self.trace = traceparent.flatMap { TraceContext(parsing: $0) }?.child(using: &random)
    }

    /// What the log says of the request.
    package var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["request_id": "\(self.id)"]
        if let trace { metadata["trace_id"] = "\(trace.traceID)" }
        return metadata
    }

    /// Adds what goes back to the caller to the header of the reply.
    ///
    /// - Parameter fields: the reply's fields.
    package func add(to fields: inout HTTPFields) {
        fields.append(HTTPField(name: .requestID, value: self.id))
        if let trace { fields.append(HTTPField(name: .traceparent, value: trace.headerValue)) }
    }

    /// An id of 60 random bits: with 15 digits a string needs no memory of its own.
    private static func makeID(using random: inout some RandomNumberGenerator) -> String {
        var bits: UInt64 = random.next()
        return String(unsafeUninitializedCapacity: 15) { digits in
            for index in 0..<15 {
                let digit = UInt8(truncatingIfNeeded: bits & 0xF)
                digits[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
                bits >>= 4
            }
            return 15
        }
    }
}

extension HTTPField.Name {
    /// W3C Trace Context.
    package static let traceparent = HTTPField.Name("traceparent").valid
    /// The client's name for the request.
    package static let requestID = HTTPField.Name("x-request-id").valid
}

extension Optional<HTTPField.Name> {
    /// A name that is written in the program and is valid.
    var valid: HTTPField.Name {
        guard let self else { preconditionFailure("not a header field's name") }
        return self
    }
}
