import AviaryControl
import AviaryCore
import AviaryServing
import AviaryStore
import Logging

@testable import AviaryServer

/// A world of one model with three versions and a clock that a test moves: what survives in it is what survives a process.
final class SmallWorld: Sendable {
    struct State {
        var now = Timestamp(milliseconds: 1_700_000_000_000)
        var routes: [ModelName: Traffic] = [:]
        var loaded: Set<VersionNumber> = []
        var identifiers = 0
        var refusals: [VersionNumber: AviaryError] = [:]
        var notices: [RecordedEvent] = []
    }

    let state = Locked(State())
    let recorder = Recorder()

    static let versions: [VersionNumber] = [VersionNumber(1), VersionNumber(2), VersionNumber(3)]

    /// A new process: nothing is loaded and nothing routed.
    func restart() {
        self.state.withLock { state in
            state.routes = [:]
            state.loaded = []
        }
    }

    func pass(_ time: Duration) { self.state.withLock { $0.now = $0.now.advanced(by: time) } }

    /// What is in force at an endpoint.
    func routes(_ endpoint: ModelName) -> Traffic? { self.state.withLock { $0.routes[endpoint] } }

    func loop(_ store: any Store, _ collector: Collector? = nil) -> ControlLoop {
        let state = self.state
        let world = ControlWorld(
            now: { state.withLock { $0.now } },
            newID: {
                state.withLock { state in
                    state.identifiers += 1
                    return "r\(state.identifiers)"
                }
            },
            exists: { model, version throws(AviaryError) in
                guard Self.versions.contains(version) else {
                    throw AviaryError(.notFound, "\(model) has no version \(version), there are 1, 2, 3")
                }
            },
            require: { model, version throws(AviaryError) in
                if let refusal = state.withLock({ $0.refusals[version] }) { throw refusal }
                state.withLock { _ = $0.loaded.insert(version) }
            },
            check: { _, _, _ throws(AviaryError) in },
            release: { _, version in state.withLock { _ = $0.loaded.remove(version) } },
            newest: { _ in VersionNumber(1) },
            route: { traffic in state.withLock { $0.routes[traffic.endpoint] = traffic } },
            unroute: { endpoint in state.withLock { $0.routes[endpoint] = nil } },
            ask: { _ in .unusable(reason: "nobody is there") },
            publish: { events in state.withLock { $0.notices += events } }
        )
        return ControlLoop(
            store: store,
            world: world,
            collector: collector ?? Collector(recorder: self.recorder),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
