internal import AviaryControl
internal import Hummingbird
internal import NIOCore

/// The page that Prometheus reads.
struct MetricsRoute {
    let registry: PrometheusRegistry
    let access: MetricsAccess

    func add(to routes: inout Routes) {
        let registry = self.registry
        routes.on(.get, "/metrics", self.access == .open ? .open : .role(.review)) { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: PrometheusRegistry.contentType],
                body: .init(byteBuffer: ByteBuffer(string: registry.render()))
            )
        }
    }
}
