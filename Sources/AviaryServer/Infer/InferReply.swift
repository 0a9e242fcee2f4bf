internal import AviaryCore
internal import HTTPTypes
internal import NIOCore

extension HTTPField.Name {
    /// Where the JSON part ends and the binary tensors begin.
    static let inferenceHeaderContentLength = HTTPField.Name("Inference-Header-Content-Length").unsafelyKnown
    /// W3C Trace Context.
    static let traceparent = HTTPField.Name("traceparent").unsafelyKnown
    /// The client's name for the request.
    static let requestID = HTTPField.Name("x-request-id").unsafelyKnown
}

extension Optional<HTTPField.Name> {
    /// A name that is written above and is valid.
    fileprivate var unsafelyKnown: HTTPField.Name {
        guard let self else { preconditionFailure("not a header field's name") }
        return self
    }
}

/// A reply to an infer request, ready to be written.
struct InferReply {
    let head: HTTPResponse
    let body: ByteBuffer

    /// Encodes a reply.
    ///
    /// - Parameters:
    ///   - response: the model's answer.
    ///   - request: the request, which says in which form it wants the outputs.
    ///   - coding: how the client lets the reply be packed.
    ///   - allocator: gives the memory for the body.
    /// - Throws: ``AviaryError`` for what JSON cannot say.
    init(
        _ response: InferenceResponse,
        for request: InferenceRequest,
        coding: ContentCoding?,
        allocator: ByteBufferAllocator
    ) throws(AviaryError) {
        let encoder = ResponseEncoder(response, for: request)
        let binary = encoder.binaryTensors
        let bound = encoder.jsonBound
        var body = allocator.buffer(capacity: bound + binary.byteCount)
        try body.writeWithOutputRawSpan(minimumWritableBytes: bound) { span throws(AviaryError) in
            try encoder.writeJSON(to: &span)
        }
        var fields = HTTPFields()
        fields.reserveCapacity(6)
        if binary.byteCount > 0 {
            fields.append(HTTPField(name: .contentType, value: "application/octet-stream"))
            fields.append(HTTPField(name: .inferenceHeaderContentLength, value: String(body.readableBytes)))
            for tensor in binary.tensors { body.writeBytes(tensor.bytes) }
        } else {
            fields.append(HTTPField(name: .contentType, value: "application/json"))
        }
        if let coding, let packed = coding.pack(body.readableBytesSpan) {
            body = allocator.buffer(bytes: packed)
            fields.append(HTTPField(name: .contentEncoding, value: coding.rawValue))
        }
        fields.append(HTTPField(name: .contentLength, value: String(body.readableBytes)))
        self.head = HTTPResponse(status: .ok, headerFields: fields)
        self.body = body
    }

    /// Encodes a failure.
    ///
    /// - Parameters:
    ///   - error: why there is no answer.
    ///   - allocator: gives the memory for the body.
    init(_ error: AviaryError, allocator: ByteBufferAllocator) {
        let text = error.body
        var fields = error.fields
        fields[.contentLength] = String(text.count)
        self.head = HTTPResponse(status: error.code.status, headerFields: fields)
        self.body = allocator.buffer(bytes: text)
    }
}
