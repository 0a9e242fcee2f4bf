internal import AviaryControl
internal import AviaryCore
internal import Hummingbird

extension AccessRule {
    /// Makes sure that a request may be answered.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - context: says who asks.
    /// - Throws: `AviaryError` with code `unauthenticated` or `forbidden`.
    func demand(_ request: Request, _ context: RouteContext) throws(AviaryError) {
        if self != .open, let refusal = context.refusal { throw refusal }
        switch self {
        case .open: break
        case .role(let role): try context.principal.require(role)
        case .endpoint(let role, let component):
            try context.principal.require(role, at: try request.component(component, context))
        case .everywhere(let role): try context.principal.requireEverywhere(role)
        }
    }
}
