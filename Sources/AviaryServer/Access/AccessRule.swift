package import AviaryControl

/// Who may call a route; said for each, so that none is open by oversight.
package enum AccessRule: Sendable, Hashable {
    /// Anybody, without credentials: signs of life, and pages that hold nothing.
    case open
    /// Who has this role; what they see is limited by the handler where it is limited to endpoints.
    case role(Role)
    /// Who has this role at the endpoint that this component of the path names.
    case endpoint(Role, component: String)
    /// Who has this role at all endpoints.
    case everywhere(Role)
}
