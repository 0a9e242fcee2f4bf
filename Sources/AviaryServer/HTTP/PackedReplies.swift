internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Packs replies as the client lets it, where that is worth the trouble.
struct PackedReplies: RouterMiddleware {
    typealias Context = Routes.Context

    /// Shorter replies fit a packet anyway; longer ones are sent as they are rather than held in memory.
    private static let sizes = 1024...(16 << 20)

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard let accepted = request.headers[.acceptEncoding], let coding = ContentCoding.accepted(accepted),
            request.method != .head, !PackedReplies.isPacked(response), let length = response.body.contentLength,
            PackedReplies.sizes.contains(length)
        else { return response }
        let collector = BodyCollector()
        try await response.body.write(collector)
        let plain = collector.body
        guard let packed = coding.pack(plain.readableBytesSpan) else {
            response.body = ResponseBody(byteBuffer: plain)
            return response
        }
        response.headers[.contentEncoding] = coding.rawValue
        response.headers[.vary] = response.headers[.vary].map { "\($0), accept-encoding" } ?? "accept-encoding"
        response.headers[.contentLength] = nil
        response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: packed))
        return response
    }

    /// Pictures are packed by their own formats.
    private static func isPacked(_ response: Response) -> Bool {
        response.headers[.contentType]?.hasPrefix("image/") ?? false
    }
}

/// Takes a reply's body into memory.
private final class BodyCollector: ResponseBodyWriter {
    private(set) var body = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws { self.body.writeImmutableBuffer(buffer) }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
