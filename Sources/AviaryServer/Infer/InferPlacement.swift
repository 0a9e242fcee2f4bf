internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// Puts the infer route's handlers into a connection's pipeline: one before NIO's HTTP decoder, for requests that need
/// nothing of it, and one right behind it, before the parts become Swift HTTP types.
///
/// Hummingbird adds handlers only behind that conversion, which costs as much as decoding a small request.
final class InferPlacement: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let service: InferService

    init(_ service: InferService) { self.service = service }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let encoder = try pipeline.context(handlerType: HTTPResponseEncoder.self)
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            let inference = InferHandler(self.service, encoder: encoder)
            try pipeline.addHandler(WholeRequests(inference), position: .before(decoder))
            try pipeline.addHandler(inference, position: .before(codec))
        } catch {
            // Without them, infer requests would be told that there is no such path.
            self.service.logger.critical("The infer route cannot be served", metadata: ["error": "\(error)"])
            context.close(promise: nil)
        }
        pipeline.removeHandler(self, promise: nil)
    }
}
