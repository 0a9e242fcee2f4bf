internal import AviaryCore
internal import NIOCore

/// Takes infer requests out of the bytes of a connection where they are plain and have arrived as a whole, and leaves all
/// else to NIO's decoder.
///
/// Nearly all infer requests are such. They need neither the decoder's events nor a list of header fields, which cost more
/// than reading a small request. The decoder must begin where a request begins; so this handler follows what it passes on
/// by the lengths that requests announce, and from the first request that it cannot follow it passes on everything.
final class WholeRequests: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Where the next byte belongs.
    private enum Place {
        /// A request begins.
        case boundary
        /// So many bytes more go to the decoder before the next request begins.
        case within(Int)
        /// Only the decoder knows.
        case unknown
    }

    private let inference: InferHandler
    private var place = Place.boundary
    private var hasPassedOn = false

    /// Makes the handler of one connection.
    ///
    /// - Parameter inference: takes the requests that this handler finds.
    init(_ inference: InferHandler) { self.inference = inference }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = self.unwrapInboundIn(data)
        while bytes.readableBytes > 0 {
            let passed: Int
            switch self.place {
            case .unknown:
                passed = bytes.readableBytes
            case .within(let rest):
                passed = min(rest, bytes.readableBytes)
                self.place = passed == rest ? .boundary : .within(rest - passed)
            case .boundary:
                passed = self.begin(&bytes)
            }
            guard passed > 0, let part = bytes.readSlice(length: passed) else { continue }
            self.hasPassedOn = true
            context.fireChannelRead(self.wrapInboundOut(part))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Who was given nothing need not hear that there is no more.
        guard self.hasPassedOn else { return }
        self.hasPassedOn = false
        context.fireChannelReadComplete()
    }

    /// Takes the request that begins here, if it is one for a model and is there as a whole.
    ///
    /// - Parameter bytes: the bytes from the request's beginning; the request is taken out.
    /// - Returns: how many bytes the decoder gets instead; 0 if the request was taken.
    private func begin(_ bytes: inout ByteBuffer) -> Int {
        let available = bytes.readableBytes
        guard let head = PlainHead(bytes.readableBytesSpan, wanted: self.inference.wantedFields) else {
            self.place = .unknown
            return available
        }
        let count = head.count + head.contentLength
        if head.isPost, count <= available, self.take(head, bytes.readableBytesSpan.extracting(0..<count)) {
            bytes.moveReaderIndex(forwardBy: count)
            return 0
        }
        self.place = count <= available ? .boundary : .within(count - available)
        return min(count, available)
    }

    /// Gives a whole request to the infer handler, if it is for a model.
    private func take(_ head: PlainHead, _ request: RawSpan) -> Bool {
        guard let route = InferRoute(request.extracting(head.target)) else { return false }
        return self.inference.take(route, head.fields, body: request.extracting(head.count..<request.byteCount))
    }
}
