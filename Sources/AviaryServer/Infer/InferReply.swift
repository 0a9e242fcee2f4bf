internal import AviaryCore
internal import HTTPTypes
internal import NIOCore

extension HTTPField.Name {
    /// Where the JSON part ends and the binary tensors begin.
    static let inferenceHeaderContentLength = HTTPField.Name("Inference-Header-Content-Length").valid
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
        var fields = HTTPFields()
        fields.reserveCapacity(8)
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
        identity.add(to: &fields)
        self.head = HTTPResponse(status: .ok, headerFields: fields)
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
        var fields = error.fields
        fields[.contentLength] = String(text.count)
        identity?.add(to: &fields)
        self.head = HTTPResponse(status: error.code.status, headerFields: fields)
        self.body = allocator.buffer(bytes: text)
    }
}
