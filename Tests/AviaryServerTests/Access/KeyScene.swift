import AviaryControl
import AviaryCore
import AviaryTesting

@testable import AviaryServer

/// Keys and a clock for tests.
struct KeyScene {
    /// The time, in seconds.
    let clock = Locked(Timestamp(milliseconds: 1_000_000))
    private var random = Seeded(seed: 7)

    var now: @Sendable () -> Timestamp {
        let clock = self.clock
        return { clock.withLock { $0 } }
    }

    func pass(_ duration: Duration) { self.clock.withLock { $0 = $0.advanced(by: duration) } }

    mutating func make(
        _ role: AviaryControl.Role,
        at endpoints: [String]? = nil,
        for lifetime: Duration? = nil
    ) throws -> KeyKeeper.Made {
        var request = APIKey.Request(role: role, endpoints: try endpoints.map { Set(try $0.map { try ModelName($0) }) })
        request.lifetime = lifetime
        return try KeyIssue.make(request, at: self.now(), using: &self.random)
    }

    mutating func gatekeeper(
        _ made: KeyKeeper.Made...,
        mode: AccessMode = .auto,
        tokens: (any TokenVerifying)? = nil
    ) -> Gatekeeper {
        Gatekeeper(mode, ring: KeyRing(made.map { KnownKey($0.key) }), tokens: tokens, now: self.now)
    }
}

/// Knows one token when it has been asked for it, and no other.
final class OneToken: TokenVerifying {
    static let text = "head.body.signature"
    static let principal = Principal(.token, name: "ada", role: .predict)

    private let isKnown = Locked(false)

    func principal(of token: String) async throws(AviaryError) -> Principal {
        guard token == Self.text else { throw AviaryError(.unauthenticated, "the signature is wrong") }
        self.isKnown.withLock { $0 = true }
        return Self.principal
    }

    func knownPrincipal(of token: String) -> Principal? {
        token == Self.text && self.isKnown.withLock { $0 } ? Self.principal : nil
    }
}
