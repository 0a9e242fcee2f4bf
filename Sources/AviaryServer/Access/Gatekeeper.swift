package import AviaryControl
package import AviaryCore

/// Tells who asks, by the credentials that come with a request.
///
/// Keys are told at once, from a snapshot that is replaced as a whole: a key that is revoked is unknown from the next
/// request on, whatever the connection. Nothing is remembered of keys that held before, for a look at the snapshot and two
/// hashes cost a microsecond, and what is remembered would have to be forgotten.
package final class Gatekeeper: Sendable {
    private struct State {
        var ring: KeyRing
        var isRequired: Bool
    }

    private let state: Locked<State>
    private let mode: AccessMode
    private let tokens: (any TokenVerifying)?
    private let now: @Sendable () -> Timestamp

    /// Asks for credentials as it is told.
    ///
    /// - Parameters:
    ///   - mode: whether credentials are asked for.
    ///   - ring: the keys there are.
    ///   - tokens: tells who shows a JSON web token; `nil` where no issuer is known.
    ///   - now: the time.
    package init(
        _ mode: AccessMode,
        ring: KeyRing = KeyRing([]),
        tokens: (any TokenVerifying)? = nil,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.mode = mode
        self.tokens = tokens
        self.now = now
        self.state = Locked(State(ring: ring, isRequired: Self.isRequired(mode, ring, tokens)))
    }

    /// Asks nobody for credentials.
    package convenience init() { self.init(.open) }

    private static func isRequired(_ mode: AccessMode, _ ring: KeyRing, _ tokens: (any TokenVerifying)?) -> Bool {
        switch mode {
        case .open: false
        case .required: true
        case .auto: !ring.isEmpty || tokens != nil
        }
    }

    /// Whether credentials are asked for.
    package var isRequired: Bool { self.state.withLock { $0.isRequired } }

    /// Whether credentials are asked for once there is a key.
    var wouldRequire: Bool { self.mode == .auto }

    /// The keys there are.
    var ring: KeyRing { self.state.withLock { $0.ring } }

    /// Replaces the keys.
    ///
    /// Who was asked for credentials once is asked until the server stops: the last key's end opens no door.
    ///
    /// - Parameter ring: the keys there are now.
    func replace(_ ring: KeyRing) {
        self.state.withLock { state in
            state.ring = ring
            state.isRequired = state.isRequired || Self.isRequired(self.mode, ring, self.tokens)
        }
    }

    /// Tells who asks.
    ///
    /// - Parameters:
    ///   - authorization: the field `Authorization`, or the metadata of that name.
    ///   - apiKey: the field `X-API-Key`.
    /// - Returns: who asks.
    /// - Throws: `AviaryError` with code `unauthenticated` for credentials that do not hold, and where they are missing.
    package func principal(authorization: String?, apiKey: String? = nil) async throws(AviaryError) -> Principal {
        if let known = try self.knownPrincipal(authorization: authorization, apiKey: apiKey) { return known }
        guard let tokens, let token = Self.token(authorization, apiKey) else { throw Self.refusal }
        do throws(AviaryError) {
            return try await tokens.principal(of: token)
        } catch  where error.code == .unauthenticated {
            // Nobody learns from the words why a token does not hold.
            throw Self.refusal
        }
    }

    /// Tells who asks, where that can be said at once.
    ///
    /// - Parameters:
    ///   - authorization: the field `Authorization`, or the metadata of that name.
    ///   - apiKey: the field `X-API-Key`.
    /// - Returns: who asks; `nil` where ``principal(authorization:apiKey:)`` has to be asked.
    /// - Throws: `AviaryError` with code `unauthenticated` for credentials that do not hold, and where they are missing.
    package func knownPrincipal(
        authorization: String?,
        apiKey: String? = nil
    ) throws(AviaryError) -> Principal? {
        let (ring, isRequired) = self.state.withLock { ($0.ring, $0.isRequired) }
        guard isRequired else { return .local }
        if let tokens, let token = Self.token(authorization, apiKey) { return tokens.knownPrincipal(of: token) }
        let shown = Self.shown(authorization, apiKey)
        guard let principal = ring.owner(of: shown, at: self.now()) else { throw Self.refusal }
        return principal
    }

    /// The same for a wrong and a missing key, whatever is wrong.
    static let refusal = AviaryError(
        .unauthenticated,
        "this needs credentials that hold",
        remedy: "send 'Authorization: Bearer KEY'; an admin makes keys with 'aviary keys create'"
    )

    /// What is hashed where nothing was shown: as long as a key, so that it costs the same.
    private static let nothing = String(repeating: " ", count: KeyText.count)

    /// What was shown as a key; nothing, where it is two things at once.
    private static func shown(_ authorization: String?, _ apiKey: String?) -> String {
        switch (authorization, apiKey) {
        case (let authorization?, nil): self.bearer(authorization).map(String.init) ?? self.nothing
        case (nil, let key?): key
        case (nil, nil), (_?, _?): self.nothing
        }
    }

    /// What looks like a JSON web token: three parts with dots between them.
    private static func token(_ authorization: String?, _ apiKey: String?) -> String? {
        guard apiKey == nil, let text = authorization.flatMap(self.bearer),
            text.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2
        else { return nil }
        return String(text)
    }

    /// What stands behind `Bearer`, in capitals or not: RFC 6750, section 2.1, and RFC 9110, section 11.1.
    private static func bearer(_ authorization: String) -> Substring? {
        guard authorization.utf8.prefix(7).elementsEqual("bearer ".utf8, by: { $0 | 0x20 == $1 | 0x20 }) else {
            return nil
        }
        return authorization.dropFirst(7).drop { $0 == " " }
    }
}
