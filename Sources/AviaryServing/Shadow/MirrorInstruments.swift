internal import AviaryCore
internal import Metrics

/// What becomes of copies, for `/metrics`; used by one thread at a time.
struct MirrorInstruments {
    /// What becomes of a copy.
    enum Outcome: String, CaseIterable {
        case run, shed, failed
    }

    /// The most versions whose counters are remembered; the registry finds those of others again.
    private static let maximumVersions = 1024

    private struct Series: Hashable {
        let endpoint: ModelName
        let version: VersionNumber
    }

    private struct Counters {
        let run: Counter
        let shed: Counter
        let failed: Counter

        init(_ series: Series) {
            func counter(_ outcome: Outcome) -> Counter {
                Counter(
                    label: "aviary_mirrored_total",
                    dimensions: [
                        ("endpoint", series.endpoint.rawValue), ("version", series.version.description),
                        ("outcome", outcome.rawValue),
                    ]
                )
            }
            (self.run, self.shed, self.failed) = (counter(.run), counter(.shed), counter(.failed))
        }
    }

    private var counters: [Series: Counters] = [:]

    /// Counts a copy.
    mutating func count(_ outcome: Outcome, of copy: ShadowCopy) {
        let series = Series(endpoint: copy.endpoint, version: copy.engine.version)
        if self.counters[series] == nil {
            if self.counters.count >= Self.maximumVersions { self.counters.removeAll() }
            self.counters[series] = Counters(series)
        }
        switch outcome {
        case .run: self.counters[series]?.run.increment()
        case .shed: self.counters[series]?.shed.increment()
        case .failed: self.counters[series]?.failed.increment()
        }
    }
}
