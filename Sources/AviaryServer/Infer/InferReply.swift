internal import AviaryCore
internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1

/// A reply to an infer request, ready to be written.
struct InferReply {
    let head: HTTPResponseHead
    let body: ByteBuffer

    /// Encodes a reply.
    ///
    /// - Parameters:
    ///   - response: the model's answer.
    ///   - request: the request, which says in which form it wants the outputs.
    ///   - identity: who the request is.
    ///   - coding: how the client lets the reply be packed.
    ///   - allocator: gives the memory for the body.
    /// - Throws: ``AviaryError`` for what JSON cannot say.
    init(
        _ response: InferenceResponse,
        for request: InferenceRequest,
        identity: RequestIdentity,
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
        var fields = HTTPHeaders()
        fields.reserveCapacity(8)
        if binary.byteCount > 0 {
            fields.add(name: "content-type", value: "application/octet-stream")
            fields.add(name: "inference-header-content-length", value: String(body.readableBytes))
            for tensor in binary.tensors { body.writeBytes(tensor.bytes) }
        } else {
            fields.add(name: "content-type", value: "application/json")
        }
        if let coding, let packed = coding.pack(body.readableBytesSpan) {
            body = allocator.buffer(bytes: packed)
            fields.add(name: "content-encoding", value: coding.rawValue)
        }
        fields.add(name: "content-length", value: String(body.readableBytes))
        fields.add(identity)
        self.head = HTTPResponseHead(version: .http1_1, status: .ok, headers: fields)
        self.body = body
    }

    /// Encodes a failure.
    ///
    /// - Parameters:
    ///   - error: why there is no answer.
    ///   - identity: who the request is; `nil` for what is no request.
    ///   - allocator: gives the memory for the body.
    init(_ error: AviaryError, identity: RequestIdentity?, allocator: ByteBufferAllocator) {
        let text = error.body
        var fields = HTTPHeaders(error.fields.map { ($0.name.canonicalName, $0.value) })
        fields.add(name: "content-length", value: String(text.count))
        if let identity { fields.add(identity) }
        let status = error.code.status
        self.head = HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: status.code, reasonPhrase: status.reasonPhrase),
            headers: fields
        )
        self.body = allocator.buffer(bytes: text)
    }
}

extension HTTPHeaders {
    /// Says who the request is.
    fileprivate mutating func add(_ identity: RequestIdentity) {
        self.add(name: "x-request-id", value: identity.id)
        if let trace = identity.trace { self.add(name: "traceparent", value: trace.headerValue) }
    }
}
