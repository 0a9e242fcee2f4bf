internal import AviaryCore

/// Whether the server takes requests: not before its models have been loaded, and not while it drains.
package final class Readiness: Sendable {
    /// The phases of a server's life.
    package enum Phase: Sendable {
        case loading
        case serving
        case draining
    }

    private let current = Locked(Phase.loading)

    package init() {}

    /// The present phase.
    package var phase: Phase { self.current.withLock { $0 } }

    /// Whether requests are taken.
    var isReady: Bool { self.phase == .serving }

    /// Enters the next phase; draining is never left.
    func enter(_ phase: Phase) {
        self.current.withLock { current in
            if current != .draining { current = phase }
        }
    }
}
