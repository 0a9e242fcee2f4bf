internal import AviaryControl
internal import AviaryCore
internal import AviaryServing

/// What each version that is served says of its queue: how much waits, how much is run together, how much is refused.
///
/// Goes by what the engines and `/metrics` count anyway, so requests pay nothing for it.
final class VersionGauges: Sendable {
    private let router: AviaryServing.Router
    private let registry: PrometheusRegistry
    private let recent = Locked<[MonitorBook.Place: RecentCounts]>([:])

    /// Begins to look.
    ///
    /// - Parameters:
    ///   - router: knows the versions.
    ///   - registry: has counted which requests failed, and why.
    init(router: AviaryServing.Router, registry: PrometheusRegistry) {
        self.router = router
        self.registry = registry
    }

    /// The present values; what is counted goes by the last minute of such calls.
    ///
    /// - Parameter now: the present moment.
    /// - Returns: an entry for each version that is ready; endpoints that share a model share its queue.
    func read(at now: Moment) -> [MonitorBook.Place: [Measure: Double]] {
        var gauges: [MonitorBook.Place: [Measure: Double]] = [:]
        self.recent.withLock { recent in
            var looked: [MonitorBook.Place: RecentCounts] = [:]
            for endpoint in self.router.table.endpoints.values {
                for engine in endpoint.engines {
                    let place = MonitorBook.Place(endpoint.name, engine.version)
                    let statistics = engine.statistics
                    var counts = recent[place] ?? RecentCounts()
                    counts.look(
                        RecentCounts.Counts(
                            requests: statistics.success.count,
                            runs: statistics.runs,
                            refused: self.refused(place)
                        ),
                        at: now
                    )
                    looked[place] = counts
                    var values: [Measure: Double] = [.queue: Double(engine.waiting)]
                    values[.batch] = counts.batch
                    values[.drops] = counts.refusals
                    gauges[place] = values
                }
            }
            recent = looked
        }
        return gauges
    }

    /// How many of an endpoint's requests a version has refused because its queue was full; one that another version
    /// answered instead was not lost, and is not among them.
    private func refused(_ place: MonitorBook.Place) -> UInt64 {
        Role.allCases.reduce(0) { sum, role in
            let dimensions = RequestInstruments.failureDimensions(
                endpoint: place.endpoint.rawValue,
                version: place.version.description,
                role: role,
                code: .exhausted
            )
            return sum + self.registry.count(of: RequestInstruments.failureLabel, dimensions: dimensions)
        }
    }
}
