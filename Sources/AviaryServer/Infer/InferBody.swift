internal import AviaryCore
internal import AviaryServing
internal import NIOCore

/// The body of an infer request while it arrives.
struct InferBody: ~Copyable {
    /// From this size on binary tensors are received where they stay: at an aligned address.
    private static let worthAligning = 16 * 1024

    /// How many bytes have arrived.
    private(set) var received = 0
    private let head: InferHead
    private var buffer: ByteBuffer?
    private var aligned: StorageBuilder?
    /// Bytes before the JSON part, so that the binary part behind it begins at an aligned address.
    private let padding: Int

    /// Begins to receive a body.
    ///
    /// - Parameter head: what the header fields say.
    init(_ head: InferHead) {
        self.head = head
        if let length = head.contentLength, let json = head.jsonLength, head.contentCoding == nil, json <= length,
            length - json >= InferBody.worthAligning
        {
            self.padding = (TensorStorage.alignment - json % TensorStorage.alignment) % TensorStorage.alignment
            var builder = StorageBuilder(capacity: self.padding + length)
            let zeros = [UInt8](repeating: 0, count: self.padding)
            builder.append(zeros.span.bytes)
            self.aligned = consume builder
        } else {
            self.padding = 0
            self.aligned = nil
        }
    }

    /// Takes a part of the body; the caller has checked that it is within the limit.
    ///
    /// - Parameter part: the next bytes.
    mutating func append(_ part: ByteBuffer) {
        self.received += part.readableBytes
        if self.aligned != nil {
            self.aligned?.append(part.readableBytesSpan)
        } else if self.buffer == nil {
            // Most bodies come in one part, and stay where they are.
            self.buffer = part
        } else {
            self.buffer?.writeImmutableBuffer(part)
        }
    }

    /// Decodes the whole body.
    ///
    /// - Parameters:
    ///   - engine: the engine that the route leads to.
    ///   - limit: the most bytes that a packed body may become.
    /// - Returns: the request.
    /// - Throws: ``AviaryError`` that says what was expected and what came.
    consuming func decode(for engine: Engine, limit: Int) throws(AviaryError) -> InferenceRequest {
        if let builder = self.aligned.take() {
            let storage = builder.finish()
            let json = self.padding..<self.padding + (self.head.jsonLength ?? 0)
            return try Self.decode(storage, json: json, for: engine)
        }
        let buffer = self.buffer.take() ?? ByteBuffer()
        return try Self.decode(buffer.readableBytesSpan, self.head, for: engine, limit: limit)
    }

    /// Decodes a body that is there as a whole.
    ///
    /// - Parameters:
    ///   - body: the body as it came.
    ///   - head: what the header fields say.
    ///   - engine: the engine that the route leads to.
    ///   - limit: the most bytes that a packed body may become.
    /// - Returns: the request.
    /// - Throws: ``AviaryError`` that says what was expected and what came.
    static func decode(
        _ body: RawSpan,
        _ head: InferHead,
        for engine: Engine,
        limit: Int
    ) throws(AviaryError) -> InferenceRequest {
        guard let coding = head.contentCoding else {
            return try Self.decode(body, jsonLength: head.jsonLength, for: engine)
        }
        let plain = try coding.unpack(body, limit: limit)
        return try Self.decode(plain.span.bytes, jsonLength: head.jsonLength, for: engine)
    }

    private static func decode(
        _ storage: TensorStorage,
        json: Range<Int>,
        for engine: Engine
    ) throws(AviaryError) -> InferenceRequest {
        guard !json.isEmpty else {
            return try .raw(storage.bytes.extracting(json.upperBound..<storage.byteCount), for: engine.signature)
        }
        return try RequestDecoder.decode(storage.bytes.extracting(json), binary: storage, binaryAt: json.upperBound)
    }

    private static func decode(
        _ body: RawSpan,
        jsonLength: Int?,
        for engine: Engine
    ) throws(AviaryError) -> InferenceRequest {
        guard let jsonLength else {
            guard body.byteCount > 0 else { throw AviaryError(.invalidArgument, "the body is empty, expected JSON") }
            return try RequestDecoder.decode(body)
        }
        guard jsonLength <= body.byteCount else {
            throw AviaryError(
                .invalidArgument,
                "Inference-Header-Content-Length is \(jsonLength), the body has only \(body.byteCount) bytes"
            )
        }
        guard jsonLength > 0 else { return try .raw(body, for: engine.signature) }
        let binary = body.extracting(jsonLength..<body.byteCount)
        let storage = TensorStorage(byteCount: binary.byteCount) { $0.write(copying: binary) }
        return try RequestDecoder.decode(body.extracting(0..<jsonLength), binary: storage)
    }
}
