internal import AviaryCore
internal import AviaryServing
internal import HTTPTypes
internal import NIOCore

/// A reply to an infer request as it goes over the wire: head and body in one piece of memory.
struct InferReply {
    /// The whole reply.
    let bytes: ByteBuffer

    /// Encodes a reply.
    ///
    /// - Parameters:
    ///   - response: the model's answer.
    ///   - attempt: the attempt that answered; its request says in which form it wants the outputs.
    ///   - identity: who the request is.
    ///   - coding: how the client lets the reply be packed.
    ///   - closes: whether the connection ends after the reply.
    ///   - allocator: gives the memory.
    /// - Throws: ``AviaryError`` for what JSON cannot say.
    init(
        _ response: InferenceResponse,
        of attempt: Attempt,
        identity: RequestIdentity,
        coding: ContentCoding?,
        closes: Bool,
        allocator: ByteBufferAllocator
    ) throws(AviaryError) {
        let encoder = ResponseEncoder(response, for: attempt.call.request)
        let binary = encoder.binaryTensors
        let bound = encoder.jsonBound
        var bytes = allocator.reply(capacity: bound + binary.byteCount)
        try bytes.writeWithOutputRawSpan(minimumWritableBytes: bound) { span throws(AviaryError) in
            try encoder.writeJSON(to: &span)
        }
        let jsonLength = bytes.readableBytes
        for tensor in binary.tensors { bytes.writeBytes(tensor.bytes) }
        var usedCoding: ContentCoding?
        if let coding, let packed = coding.pack(bytes.readableBytesSpan) {
            bytes.moveWriterIndex(to: bytes.readerIndex)
            bytes.writeBytes(packed)
            usedCoding = coding
        }
        let isBinary = binary.byteCount > 0
        bytes.prepend { head in
            head.write(
                isBinary
                    ? "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n"
                    : "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
            )
            if isBinary { head.write("inference-header-content-length: ", jsonLength) }
            if let usedCoding { head.write("content-encoding: ", usedCoding.rawValue) }
            head.write(identity)
            head.write(attempt.prediction)
            if closes { head.write("connection: close\r\n") }
        }
        self.bytes = bytes
    }

    /// Encodes a failure.
    ///
    /// - Parameters:
    ///   - error: why there is no answer.
    ///   - prediction: the request as it was routed; `nil` where it was not.
    ///   - identity: who the request is; `nil` for what is no request.
    ///   - closes: whether the connection ends after the reply.
    ///   - allocator: gives the memory.
    init(
        _ error: AviaryError,
        of prediction: Prediction? = nil,
        identity: RequestIdentity?,
        closes: Bool,
        allocator: ByteBufferAllocator
    ) {
        let text = error.body
        var bytes = allocator.reply(capacity: text.count)
        bytes.writeBytes(text)
        bytes.prepend { head in
            let status = error.code.status
            head.write("HTTP/1.1 ", "\(status.code) \(status.reasonPhrase)")
            for field in error.fields { head.write("", "\(field.name.canonicalName): \(field.value)") }
            if let identity { head.write(identity) }
            if let prediction { head.write(prediction) }
            if closes { head.write("connection: close\r\n") }
        }
        self.bytes = bytes
    }
}

extension ByteBufferAllocator {
    /// Memory for a reply, with room before the body for the head, which is written when the body's length is known.
    fileprivate func reply(capacity: Int) -> ByteBuffer {
        var bytes = self.buffer(capacity: ReplyHead.maximumCount + capacity)
        bytes.moveWriterIndex(forwardBy: ReplyHead.maximumCount)
        bytes.moveReaderIndex(forwardBy: ReplyHead.maximumCount)
        return bytes
    }
}

extension ByteBuffer {
    /// Writes a head before the body that is there, its length included.
    fileprivate mutating func prepend(_ body: (inout ReplyHead) -> Void) {
        var head = ReplyHead()
        body(&head)
        head.write("content-length: ", self.readableBytes)
        head.write("\r\n")
        let start = self.readerIndex - head.count
        self.setBytes(head.bytes, at: start)
        self.moveReaderIndex(to: start)
    }
}
