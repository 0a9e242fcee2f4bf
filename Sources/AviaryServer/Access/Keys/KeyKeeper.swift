package import AviaryControl
package import AviaryCore
package import AviaryStore

/// Makes, replaces and revokes API keys: first in the store, then for the gatekeeper, then for whoever is connected.
package actor KeyKeeper {
    /// A key that was just made, with its secret, which is nowhere else.
    package struct Made: Sendable {
        /// The secret.
        package let text: KeyText
        /// The key.
        package let key: APIKey
    }

    /// How many keys there may be.
    private static let maximumKeys = 10_000
    /// How many changes may wait for their turn.
    private static let maximumWaiting = 256

    private let store: any Store
    private let gatekeeper: Gatekeeper
    private let changed: @Sendable () -> Void
    private let now: @Sendable () -> Timestamp
    private let turnstile = Turnstile(capacity: KeyKeeper.maximumWaiting)
    private var random: any RandomNumberGenerator & Sendable
    /// What of the uses is written down.
    private var writtenUses: [String: Timestamp] = [:]

    /// Begins with the keys that the gatekeeper knows.
    ///
    /// - Parameters:
    ///   - store: where keys are kept.
    ///   - gatekeeper: is told of each change.
    ///   - random: where secrets come from; the system's, but in tests.
    ///   - now: the time.
    ///   - changed: called after each change, so that who follows something is looked at again.
    package init(
        store: any Store,
        gatekeeper: Gatekeeper,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        now: @escaping @Sendable () -> Timestamp = { .now },
        changed: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.gatekeeper = gatekeeper
        self.random = random
        self.now = now
        self.changed = changed
        self.writtenUses = Dictionary(
            uniqueKeysWithValues: gatekeeper.ring.keys.compactMap { known in
                known.lastUsed.map { (known.key.prefix, $0) }
            }
        )
    }

    /// All keys, by prefix.
    package nonisolated var keys: [KnownKey] { self.gatekeeper.ring.keys }

    /// Makes a key.
    ///
    /// - Parameter request: what it is to be.
    /// - Returns: the key with its secret.
    /// - Throws: `AviaryError` for what no key can be, with code `conflict` for a first key that would lock everybody out.
    package func create(_ request: APIKey.Request) async throws(AviaryError) -> Made {
        try await self.change { () async throws(AviaryError) in
            let known = self.keys
            guard known.count < Self.maximumKeys else {
                throw AviaryError(.exhausted, "there are \(known.count) keys", remedy: "revoke those that nobody uses")
            }
            guard self.gatekeeper.isRequired || !self.gatekeeper.wouldRequire || request.role == .admin else {
                throw AviaryError(
                    .conflict,
                    "the first key must be an admin's: from then on the server asks for keys, and nobody could make more",
                    remedy: "make one with the role admin first"
                )
            }
            let made = try KeyIssue.make(request, at: self.now(), using: &self.random)
            try await self.put(made.key, among: known)
            return made
        }
    }

    /// Gives a key a new secret.
    ///
    /// - Parameters:
    ///   - prefix: the key's.
    ///   - grace: how long the old secret holds as well.
    /// - Returns: the key with its new secret.
    /// - Throws: `AviaryError` with code `notFound` where there is no such key.
    package func rotate(_ prefix: String, grace: Duration) async throws(AviaryError) -> Made {
        try await self.change { () async throws(AviaryError) in
            let known = self.keys
            let key = try Self.find(prefix, among: known)
            let text = KeyText(prefix: key.prefix, using: &self.random)
            let digest = APIKey.Digest(of: text, using: &self.random)
            let next = try key.rotated(to: digest, grace: grace, at: self.now())
            try await self.put(next, among: known)
            return Made(text: text, key: next)
        }
    }

    /// Ends a key at once.
    ///
    /// - Parameter prefix: the key's.
    /// - Throws: `AviaryError` with code `notFound` where there is no such key.
    package func revoke(_ prefix: String) async throws(AviaryError) {
        try await self.change { () async throws(AviaryError) in
            let known = self.keys
            _ = try Self.find(prefix, among: known)
            var change = StoreChange()
            change.revokedKey = prefix
            _ = try await self.store.commit(change)
            self.writtenUses[prefix] = nil
            self.gatekeeper.replace(KeyRing(self.keys.filter { $0.key.prefix != prefix }))
        }
    }

    /// Writes down when keys were last used.
    ///
    /// - Throws: `AviaryError` when the store cannot be written.
    package func writeUses() async throws(AviaryError) {
        var uses: [String: Timestamp] = [:]
        for known in self.keys where known.lastUsed != self.writtenUses[known.key.prefix] {
            uses[known.key.prefix] = known.lastUsed
        }
        guard !uses.isEmpty else { return }
        var change = StoreChange()
        change.keyUses = uses
        _ = try await self.store.commit(change)
        self.writtenUses.merge(uses) { max($0, $1) }
    }

    private func put(_ key: APIKey, among known: [KnownKey]) async throws(AviaryError) {
        var change = StoreChange()
        change.key = key
        _ = try await self.store.commit(change)
        // Read again: they have been used meanwhile.
        let before = self.keys
        let others = before.filter { $0.key.prefix != key.prefix }
        let lastUsed = before.first { $0.key.prefix == key.prefix }?.lastUsed
        self.gatekeeper.replace(KeyRing(others + [KnownKey(key, lastUsed: lastUsed)]))
    }

    private static func find(_ prefix: String, among known: [KnownKey]) throws(AviaryError) -> APIKey {
        if let key = known.first(where: { $0.key.prefix == prefix })?.key { return key }
        throw AviaryError(
            .notFound,
            "there is no key '\(prefix.prefix(12))'",
            remedy: "'aviary keys list' shows all, by their prefixes such as avk_1a2B3c4D"
        )
    }

    /// Makes one change after the other, so that none brings back what another has ended.
    private func change<Value: Sendable>(
        _ body: () async throws(AviaryError) -> Value
    ) async throws(AviaryError) -> Value {
        try await self.turnstile.enter()
        defer { self.turnstile.leave() }
        let value = try await body()
        self.changed()
        return value
    }
}

/// How a key comes to be.
package enum KeyIssue {
    /// Makes a key; nothing is written down.
    ///
    /// - Parameters:
    ///   - request: what it is to be.
    ///   - now: the time.
    ///   - random: where prefix, secret and salt come from.
    /// - Returns: the key with its secret.
    /// - Throws: `AviaryError` for what no key can be.
    package static func make(
        _ request: APIKey.Request,
        at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(AviaryError) -> KeyKeeper.Made {
        let text = KeyText(using: &random)
        let digest = APIKey.Digest(of: text, using: &random)
        return KeyKeeper.Made(text: text, key: try APIKey(request, prefix: text.prefix, digest: digest, at: now))
    }
}
