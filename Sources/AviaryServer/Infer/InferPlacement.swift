internal import Logging
internal import NIOCore
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// Puts the infer handler of a connection right behind NIO's HTTP decoder, before the parts become Swift HTTP types.
///
/// Hummingbird adds handlers only behind that conversion, which costs as much as decoding a small request.
final class InferPlacement: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let service: InferService

    init(_ service: InferService) { self.service = service }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            try pipeline.addHandler(InferHandler(self.service), position: .before(codec))
        } catch {
            // Without it, infer requests would be told that there is no such path.
            self.service.logger.critical("The infer route cannot be served", metadata: ["error": "\(error)"])
            context.close(promise: nil)
        }
        pipeline.removeHandler(self, promise: nil)
    }
}
