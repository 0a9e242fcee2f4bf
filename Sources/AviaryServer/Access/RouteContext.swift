package import AviaryControl
package import AviaryCore
package import Hummingbird
package import NIOCore

/// What goes with a request on its way through the routes.
package struct RouteContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks.
    package var principal = Principal.nobody
    /// Why that is nobody, where credentials are asked for; what every route throws that is not open.
    package var refusal: AviaryError? = Gatekeeper.refusal
    /// From where.
    package let remoteAddress: SocketAddress?

    package init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.remoteAddress = source.channel.remoteAddress
    }
}
