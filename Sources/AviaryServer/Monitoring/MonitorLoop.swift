package import AviaryControl
package import AviaryCore
package import AviaryServing

/// Looks at what requests were like, and says what the monitors find: the watching half of the control loop.
///
/// Requests never wait for it. It takes a fair sample of them out of the tap, hands the sample on to whoever else wants it,
/// and measures it; every few seconds it judges all endpoints.
package actor MonitorLoop {
    /// All that the loop asks of others; tests give it another one.
    package struct World: Sendable {
        /// The time.
        package var now: @Sendable () -> Timestamp
        /// How the requests to a version are measured, by some of the first; `nil` for a version that is not loaded any more.
        package var plan: @Sendable (MonitorBook.Place, [MeasurePlan.Example]) -> MeasurePlan?
        /// The endpoints and their monitors.
        package var monitors: @Sendable () async -> [ModelName: [MonitorSpecification]]
        /// What a version's training data was like; `nil` where no profile is stored.
        package var profile: @Sendable (MonitorBook.Place) async -> Profile?
        /// What the system says of itself.
        package var gauges: @Sendable () -> Gauges
        /// Takes the sample of requests; must not wait.
        package var share: @Sendable (PredictionTap.Catch) -> Void
        /// Takes what the monitors say.
        package var alert: @Sendable ([MonitorBook.Finding], Timestamp) async -> Void

        /// Makes a world.
        package init(
            now: @escaping @Sendable () -> Timestamp,
            plan: @escaping @Sendable (MonitorBook.Place, [MeasurePlan.Example]) -> MeasurePlan?,
            monitors: @escaping @Sendable () async -> [ModelName: [MonitorSpecification]],
            profile: @escaping @Sendable (MonitorBook.Place) async -> Profile?,
            gauges: @escaping @Sendable () -> Gauges,
            share: @escaping @Sendable (PredictionTap.Catch) -> Void,
            alert: @escaping @Sendable ([MonitorBook.Finding], Timestamp) async -> Void
        ) {
            self.now = now
            self.plan = plan
            self.monitors = monitors
            self.profile = profile
            self.gauges = gauges
            self.share = share
            self.alert = alert
        }
    }

    private let tap: PredictionTap
    private let world: World
    /// What `/metrics` shows of it.
    package let metrics = MonitorMetrics()
    private var book: MonitorBook
    private var monitors: [ModelName: [MonitorSpecification]] = [:]
    private var profiles: [MonitorBook.Place: Profile] = [:]
    /// The versions that another profile was stored with, until the next request shows how they are measured now.
    private var changed: Set<MonitorBook.Place> = []
    private var drained: Timestamp
    /// What was found last, by subject.
    package private(set) var findings: [ModelName: [MonitorBook.Finding]] = [:]
    /// What the system said of itself when the monitors judged last.
    package private(set) var gauges = Gauges()

    /// How many requests of a version show what its inputs hold.
    private static let examples = 32

    /// Makes a loop that has seen nothing.
    ///
    /// - Parameters:
    ///   - tap: where requests come from.
    ///   - world: all that the loop asks of others.
    package init(tap: PredictionTap, world: World) {
        self.tap = tap
        self.world = world
        let now = world.now()
        self.book = MonitorBook(began: now)
        self.drained = now
    }

    /// Takes in what has come since the last time.
    package func drain() {
        let now = self.world.now()
        let interval = now.since(self.drained)
        self.drained = now
        let share = max(self.tap.share, 1e-9)
        let caught = self.tap.drain(after: max(0, interval.seconds))
        guard !caught.predictions.isEmpty else { return }
        self.world.share(caught)
        for prediction in caught.predictions {
            let place = MonitorBook.Place(prediction.endpoint, prediction.version)
            let monitors = self.monitors[prediction.endpoint] ?? MonitorSpecification.usual
            if self.changed.remove(place) != nil, let watch = self.watch(place, monitors, caught.predictions) {
                self.book.replace(place, by: watch)
            }
            self.book.take(prediction, weight: 1 / share, monitors: monitors) {
                self.watch(place, monitors, caught.predictions)
            }
        }
    }

    private func watch(
        _ place: MonitorBook.Place,
        _ monitors: [MonitorSpecification],
        _ predictions: [RecordedPrediction]
    ) -> VersionWatch? {
        let examples = predictions.lazy
            .filter { $0.endpoint == place.endpoint && $0.version == place.version && $0.failure == nil }
            .prefix(Self.examples)
            .map { MeasurePlan.Example(inputs: $0.request.inputs, outputs: $0.outputs) }
        guard let plan = self.world.plan(place, Array(examples)) else { return nil }
        var watch = VersionWatch(plan)
        watch.follow(monitors, reference: self.profiles[place]?.reference)
        return watch
    }

    /// Judges all endpoints by what has come so far.
    package func judge() async {
        self.drain()
        let monitors = await self.world.monitors()
        for endpoint in self.monitors.keys where monitors[endpoint] == nil { self.book.forget(endpoint) }
        self.monitors = monitors
        // A version that found no room any more is looked at as a new one when it comes back.
        self.profiles = self.profiles.filter { self.book.watches[$0.key] != nil }
        self.changed = self.changed.filter { self.book.watches[$0] != nil }
        for place in self.book.watches.keys {
            let profile = await self.world.profile(place)
            if profile != self.profiles[place] { self.changed.insert(place) }
            self.profiles[place] = profile
            let followed = monitors[place.endpoint] ?? MonitorSpecification.usual
            self.book.follow(place, followed, reference: profile?.reference)
        }
        let (now, gauges, profiles) = (self.world.now(), self.world.gauges(), self.profiles)
        self.gauges = gauges
        let endpoints = Set(monitors.keys).union(self.book.watches.keys.map(\.endpoint))
        var (all, findings) = ([MonitorBook.Finding](), [ModelName: [MonitorBook.Finding]]())
        for endpoint in endpoints.sorted() {
            let found = self.book.judge(
                endpoint,
                monitors[endpoint] ?? MonitorSpecification.usual,
                gauges: gauges,
                reference: { place, key, statistic in profiles[place]?.summaries[key]?.number(statistic) },
                at: now
            )
            findings[endpoint] = found
            all += found
        }
        self.findings = findings
        self.metrics.take(self.book, gauges, at: now)
        await self.world.alert(all, now)
    }

    /// The versions that requests have come to, were it that all of them still wait.
    package var places: [MonitorBook.Place] {
        let waiting = self.gauges.versions.filter { ($0.value[.queue] ?? 0) > 0 }
        return Set(self.book.watches.keys).union(waiting.keys).sorted()
    }

    /// What is watched of a version.
    ///
    /// - Parameter place: the version.
    /// - Returns: `nil` for a version that is not watched.
    package func watch(of place: MonitorBook.Place) -> VersionWatch? { self.book.watches[place] }

    /// The monitors of an endpoint: its own, or the usual ones.
    ///
    /// - Parameter endpoint: its name.
    /// - Returns: the monitors in force.
    package func monitors(of endpoint: ModelName) -> [MonitorSpecification] {
        self.monitors[endpoint] ?? MonitorSpecification.usual
    }
}
