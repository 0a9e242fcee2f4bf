internal import AviaryControl
internal import AviaryCore
internal import DequeModule
internal import NIOCore
internal import NIOHTTP1

/// Who asks, and whether they may: settled before a request is routed, and before its body is read.
extension InferHandler {
    /// Makes sure that whoever sends a request may ask the endpoint.
    ///
    /// - Parameters:
    ///   - head: the request's header fields.
    ///   - route: where it goes.
    /// - Returns: `false` where it has yet to be found out who asks.
    /// - Throws: `AviaryError` with code `unauthenticated` or `forbidden`.
    func admit(_ head: InferHead, to route: InferRoute) throws(AviaryError) -> Bool {
        let principal: Principal?
        if let found {
            self.found = nil
            principal = try found.get()
        } else {
            principal = try self.service.gatekeeper.knownPrincipal(
                authorization: head.authorization,
                apiKey: head.apiKey
            )
        }
        guard let principal else { return false }
        try principal.require(.predict, at: route.model)
        return true
    }

    /// Finds out who sends a request, which waits meanwhile; then it begins anew.
    ///
    /// - Parameters:
    ///   - head: the request's header fields.
    ///   - request: the request's head.
    func ask(_ head: InferHead, about request: HTTPRequestHead) {
        guard let bound, let loop = self.context?.eventLoop else { return }
        self.exchange = .asking
        self.held.prepend(.head(request))
        let (gatekeeper, authorization, apiKey) = (self.service.gatekeeper, head.authorization, head.apiKey)
        Task {
            let found: Result<Principal, AviaryError>
            do throws(AviaryError) {
                found = .success(try await gatekeeper.principal(authorization: authorization, apiKey: apiKey))
            } catch {
                found = .failure(error)
            }
            loop.execute { bound.value.goOn(found) }
        }
    }

    private func goOn(_ found: Result<Principal, AviaryError>) {
        guard case .asking = self.exchange else { return }
        self.found = found
        self.exchange = .idle(since: .now)
        self.resume()
    }
}
