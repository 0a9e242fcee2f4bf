package import AviaryCore

/// An API key as the server knows it: who it stands for, and by what its secret is recognised.
package struct APIKey: Sendable, Hashable, Codable {
    /// By what a secret is recognised; nobody can get the secret out of it.
    package struct Digest: Sendable, Hashable, Codable {
        /// Makes the digest unlike that of any other key.
        package let salt: [UInt8]
        /// A hash over salt and text.
        package let hash: [UInt8]

        /// Takes what was hashed.
        ///
        /// - Parameters:
        ///   - salt: the salt.
        ///   - hash: the hash over salt and text.
        package init(salt: [UInt8], hash: [UInt8]) {
            self.salt = salt
            self.hash = hash
        }
    }

    /// The secret that a key had before, while it still holds.
    package struct Former: Sendable, Hashable, Codable {
        /// By what it is recognised.
        package let digest: Digest
        /// Until when.
        package let until: Timestamp
    }

    /// What a new key is to be.
    package struct Request: Sendable, Hashable {
        /// What people call it; may be empty.
        package var name = ""
        /// What it lets do.
        package var role: Role
        /// The endpoints that it is for; `nil` for all.
        package var endpoints: Set<ModelName>?
        /// How long it holds; `nil` for as long as nobody revokes it.
        package var lifetime: Duration?

        /// Asks for a key.
        ///
        /// - Parameters:
        ///   - role: what it lets do.
        ///   - endpoints: the endpoints that it is for; `nil` for all.
        package init(role: Role, endpoints: Set<ModelName>? = nil) {
            self.role = role
            self.endpoints = endpoints
        }
    }

    private static let longestName = 100
    private static let mostEndpoints = 1000
    /// The longest that a former secret may hold: a key that was rotated must not live on for ever.
    package static let longestGrace = Duration.seconds(30 * 86_400)

    /// What lists and the audit show, and nobody else has: `avk_` and 8 characters.
    package let prefix: String
    /// What people call it.
    package let name: String
    /// What it lets do.
    package let role: Role
    /// The endpoints that it is for; `nil` for all.
    package let endpoints: Set<ModelName>?
    /// When it was made.
    package let created: Timestamp
    /// From when on it no longer holds; `nil` for never.
    package let expires: Timestamp?
    /// Counts its changes, from 1.
    package private(set) var revision: Int
    /// By what its secret is recognised.
    package private(set) var digest: Digest
    /// The secret before, while it holds.
    package private(set) var former: Former?

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - request: what it is to be.
    ///   - prefix: its prefix.
    ///   - digest: by what its secret is recognised.
    ///   - now: the time.
    /// - Throws: `AviaryError` with code `invalidArgument` for what no key can be.
    package init(_ request: Request, prefix: String, digest: Digest, at now: Timestamp) throws(AviaryError) {
        guard request.name.utf8.count <= Self.longestName,
            request.name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            throw AviaryError(.invalidArgument, "a key's name is a line of at most \(Self.longestName) bytes")
        }
        if let endpoints = request.endpoints {
            guard request.role != .admin else {
                throw AviaryError(
                    .invalidArgument,
                    "an admin's key is for all endpoints, and cannot be limited to some",
                    remedy: "give it the role operate, or leave the endpoints out"
                )
            }
            guard (1...Self.mostEndpoints).contains(endpoints.count) else {
                throw AviaryError(
                    .invalidArgument,
                    "a key is for 1 to \(Self.mostEndpoints) endpoints or for all, got \(endpoints.count)"
                )
            }
        }
        guard request.lifetime.map({ $0 > .zero }) ?? true else {
            throw AviaryError(.invalidArgument, "a key holds for longer than nothing")
        }
        self.prefix = prefix
        self.name = request.name
        self.role = request.role
        self.endpoints = request.endpoints
        self.created = now
        self.expires = request.lifetime.map { now.advanced(by: $0) }
        self.revision = 1
        self.digest = digest
    }

    /// The same key with a new secret.
    ///
    /// - Parameters:
    ///   - digest: by what the new secret is recognised.
    ///   - grace: how long the one before holds as well; a former one of before holds no more.
    ///   - now: the time.
    /// - Returns: the key.
    /// - Throws: `AviaryError` with code `invalidArgument` for a grace that is too long.
    package func rotated(to digest: Digest, grace: Duration, at now: Timestamp) throws(AviaryError) -> APIKey {
        guard grace <= Self.longestGrace else {
            throw AviaryError(.invalidArgument, "the old secret may hold for 30 days at most")
        }
        var key = self
        key.former = grace > .zero ? Former(digest: self.digest, until: now.advanced(by: grace)) : nil
        key.digest = digest
        key.revision += 1
        return key
    }

    /// Whether the key is past its time.
    package func isExpired(at now: Timestamp) -> Bool { self.expires.map { $0 <= now } ?? false }

    /// Who shows it.
    package var principal: Principal {
        Principal(.key, name: self.prefix, role: self.role, endpoints: self.endpoints)
    }
}

/// A key, and when it was last used, which is written down only now and then.
package struct KnownKey: Sendable, Hashable {
    /// The key.
    package let key: APIKey
    /// When it was last used; `nil` if it never was.
    package let lastUsed: Timestamp?

    /// Puts both together.
    package init(_ key: APIKey, lastUsed: Timestamp? = nil) {
        self.key = key
        self.lastUsed = lastUsed
    }
}
