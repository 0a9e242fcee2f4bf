internal import AsyncHTTPClient
internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import AviaryStore
internal import Logging
internal import NIOPosix
internal import ServiceLifecycle

/// The control loop with all that it acts on: the real store, the real router, the real models.
struct ControlPlane {
    let store: SQLiteStore
    let loop: ControlLoop
    let feed = EventFeed()
    /// The prediction log; `nil` where none is written.
    let logs: PredictionLogger?
    /// Wakes those who follow the prediction log.
    private let logFeed = EventFeed()
    /// What runs copies of requests.
    let shadows: ShadowQueue
    /// Alerts; monitors hand their judgements to it.
    let alerts: AlertKeeper
    /// Where the server answers, for links; to be set when it is known.
    let address = Locked("")
    private let notices: NoticeSender
    private let http: HTTPClient

    /// Opens the store and puts everything together; nothing is read or routed yet.
    ///
    /// - Parameters:
    ///   - database: the store's file.
    ///   - logDatabase: the prediction log's file; `nil` for no log.
    ///   - router: what requests are routed by.
    ///   - recorder: what requests leave behind.
    ///   - lifecycle: loads versions.
    ///   - logger: is told of every transition.
    /// - Throws: `AviaryError` when the store cannot be opened.
    init(
        database: String,
        logDatabase: String?,
        router: AviaryServing.Router,
        recorder: Recorder,
        lifecycle: ModelLifecycle,
        logger: Logger
    ) throws(AviaryError) {
        self.store = try SQLiteStore(path: database)
        let logFeed = self.logFeed
        let logs = try logDatabase.map { path throws(AviaryError) in
            try PredictionLogger(try PredictionLog(path: path), logger: logger, written: { logFeed.wake() })
        }
        self.logs = logs
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        // Who is not there is told at once, and not when the time for an answer is over.
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroup: .singletonMultiThreadedEventLoopGroup, configuration: configuration)
        self.http = http
        let delivery = NoticeDelivery(http: http, logger: logger, address: self.address)
        self.notices = NoticeSender(store: self.store, world: delivery.world, logger: logger)
        let collector = Collector(recorder: recorder)
        self.shadows = try ShadowQueue { pair in collector.compare(pair) }
        let (external, feed, notices) = (ExternalMetrics(http: http), self.feed, self.notices)
        let identifiers = Locked(IdentifierGenerator())
        var world = ControlWorld(
            now: { .now },
            newID: { identifiers.withLock { RolloutID.make(at: .now, using: &$0) } },
            exists: { model, version throws(AviaryError) in try await lifecycle.demand(model, version) },
            require: { model, version throws(AviaryError) in _ = try await lifecycle.require(model, version) },
            check: { model, candidate, stable throws(AviaryError) in
                try await lifecycle.check(model, candidate: candidate, against: stable)
            },
            release: { model, version in await lifecycle.release(model, version) },
            newest: { model in router.newest(of: model) },
            route: { router.setTraffic($0) },
            unroute: { router.removeTraffic(of: $0) },
            ask: { await external.ask($0) },
            publish: { _ in
                feed.wake()
                notices.wake()
            }
        )
        world.keep = { endpoint, plan in logs?.set(plan, for: endpoint) }
        let loop = ControlLoop(store: self.store, world: world, collector: collector, logger: logger)
        self.loop = loop
        self.alerts = AlertKeeper(
            store: self.store,
            world: AlertKeeper.World(
                now: { .now },
                newID: { identifiers.withLock { RolloutID.make(at: .now, using: &$0) } },
                monitors: { name in
                    if let endpoint = await loop.endpoint(name) {
                        return MonitorSpecification.inForce(endpoint.record.specification.monitors)
                    }
                    // A model that nobody has described an endpoint for has one of its own.
                    return router.table.endpoints[name.rawValue] == nil ? [] : MonitorSpecification.usual
                },
                versions: { name in
                    router.table.endpoints[name.rawValue].map { Set($0.engines.map(\.version)) }
                },
                notifiers: { await loop.notified },
                publish: world.publish
            ),
            logger: logger
        )
    }

    /// What runs beside the server, in the order in which it is started.
    var services: [any Service] { [self.notices, ControlTicker(loop: self.loop), AlertTicker(alerts: self.alerts)] }

    /// What looks after those who follow the log; to be told first that the server stops.
    var followers: [any Service] { [FeedKeeper(feed: self.feed), FeedKeeper(feed: self.logFeed)] }

    /// Has everybody looked at who follows something, whether they still may.
    func wakeFollowers() {
        self.feed.wake()
        self.logFeed.wake()
    }

    /// Adds the control API's routes.
    ///
    /// - Parameters:
    ///   - routes: all routes.
    ///   - router: knows the versions.
    ///   - gather: hands on to the log what requests have left behind so far.
    func addRoutes(
        to routes: inout Routes,
        _ router: AviaryServing.Router,
        gather: @escaping @Sendable () async -> Void
    ) {
        EndpointRoutes(control: self.loop, router: router).add(to: &routes)
        ApplyRoute(control: self.loop).add(to: &routes)
        NotifierRoutes(control: self.loop).add(to: &routes)
        RolloutRoutes(control: self.loop, store: self.store, feed: self.feed).add(to: &routes)
        AlertRoutes(alerts: self.alerts, store: self.store).add(to: &routes)
        EventRoutes(store: self.store, feed: self.feed).add(to: &routes)
        LogRoutes(logs: self.logs, feed: self.logFeed, gather: gather).add(to: &routes)
    }

    /// Takes up what the store says, before the first request is answered.
    ///
    /// - Throws: `AviaryError` when the store cannot be read or written.
    func recover() async throws(AviaryError) {
        try await self.loop.recover()
        try await self.alerts.recover()
    }

    /// Lets go of connections and files, after all services have ended.
    func close() async {
        self.shadows.close()
        try? await self.http.shutdown()
        await self.logs?.close()
        try? self.store.close()
    }
}

/// Has followers given a sign of life, and lets them go as soon as the server is told to stop, so that nobody holds it up.
private struct FeedKeeper: Service {
    let feed: EventFeed

    /// A follower that has gone is noticed when it cannot be given one, and its place is free again.
    private static let interval = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval)) != nil { self.feed.wake() }
        }
        self.feed.close()
    }
}

/// Names of rollouts: 16 letters and digits that sort by time.
enum RolloutID {
    /// Crockford's alphabet: no letter that looks like a digit.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")

    /// Makes a name.
    ///
    /// - Parameters:
    ///   - now: when the rollout begins.
    ///   - random: makes it unlike any other of the same millisecond.
    /// - Returns: 48 bits of time and 32 of chance.
    static func make(at now: Timestamp, using random: inout some RandomNumberGenerator) -> String {
        let time = UInt64(bitPattern: now.milliseconds) & 0xFFFF_FFFF_FFFF
        let chance = random.next() & 0xFFFF_FFFF
        let head = (0..<10).reversed().map { Self.alphabet[Int(time >> (5 * UInt64($0)) & 31)] }
        let tail = (0..<6).reversed().map { Self.alphabet[Int(chance >> (5 * UInt64($0)) & 31)] }
        return String(head + tail)
    }
}
