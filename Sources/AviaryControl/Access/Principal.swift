package import AviaryCore

/// Who asks, and what that one may do.
package struct Principal: Sendable, Hashable {
    /// How somebody has shown who they are.
    package enum Kind: String, Sendable, Hashable, Codable {
        /// Not at all: the server asks nobody, as it may where only this machine can connect.
        case local
        /// By an API key.
        case key
        /// By a JSON web token.
        case token
        /// By the session of a browser in which somebody has logged in with a key.
        case session
    }

    /// How they have shown it.
    package let kind: Kind
    /// What the audit calls them: a key's prefix or a token's subject, never a secret.
    package let name: String
    /// What they may do.
    package let role: Role
    /// The endpoints that they may do it at; `nil` for all.
    package let endpoints: Set<ModelName>?

    /// Names somebody.
    ///
    /// - Parameters:
    ///   - kind: how they have shown who they are.
    ///   - name: what the audit calls them.
    ///   - role: what they may do.
    ///   - endpoints: the endpoints that they may do it at; `nil` for all.
    package init(_ kind: Kind, name: String, role: Role, endpoints: Set<ModelName>? = nil) {
        self.kind = kind
        self.name = name
        self.role = role
        self.endpoints = endpoints
    }

    /// Who has shown nothing, where credentials are asked for: sees no endpoint.
    package static let nobody = Principal(.local, name: "nobody", role: .predict, endpoints: [])

    /// Anybody, where no credentials are asked for.
    package static let local = Principal(.local, name: "local", role: .admin)

    /// Makes sure that they have a role.
    ///
    /// - Parameter role: the least that is needed.
    /// - Throws: `AviaryError` with code `forbidden`.
    package func require(_ role: Role) throws(AviaryError) {
        guard self.role >= role else {
            throw AviaryError(
                .forbidden,
                "this needs the role '\(role.rawValue)', \(self.name) has '\(self.role.rawValue)'",
                remedy: "ask an admin for a key that may"
            )
        }
    }

    /// Makes sure that they have a role at an endpoint.
    ///
    /// - Parameters:
    ///   - role: the least that is needed.
    ///   - endpoint: the endpoint's name, as it was asked for.
    /// - Throws: `AviaryError` with code `forbidden`, the same for an endpoint that does not exist.
    package func require(_ role: Role, at endpoint: some StringProtocol) throws(AviaryError) {
        try self.require(role)
        guard self.sees(endpoint) else {
            throw AviaryError(
                .forbidden,
                "\(self.name) may not use the endpoint '\(endpoint.prefix(100))'",
                remedy: "ask an admin for a key that may"
            )
        }
    }

    /// Makes sure that they have a role at all endpoints, as is needed for what belongs to none.
    ///
    /// - Parameter role: the least that is needed.
    /// - Throws: `AviaryError` with code `forbidden`.
    package func requireEverywhere(_ role: Role) throws(AviaryError) {
        try self.require(role)
        guard self.endpoints == nil else {
            throw AviaryError(
                .forbidden,
                "this is about all endpoints, and \(self.name) may use some alone",
                remedy: "ask an admin for a key that may"
            )
        }
    }

    /// Whether they may know of an endpoint.
    ///
    /// - Parameter endpoint: its name.
    /// - Returns: whether it is one of theirs.
    package func sees(_ endpoint: some StringProtocol) -> Bool {
        guard let endpoints else { return true }
        return endpoints.contains { $0.rawValue == endpoint }
    }
}
