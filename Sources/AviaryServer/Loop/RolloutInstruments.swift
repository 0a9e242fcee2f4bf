internal import AviaryControl
internal import AviaryCore
internal import Metrics

/// What one rollout tells `/metrics` while it is judged; each series is looked up once, since that costs more than all else.
struct RolloutInstruments: Sendable {
    private struct Counters {
        let samples: Counter
        let failures: Counter
    }

    private struct Place: Hashable {
        let metric: String
        let bound: String
    }

    /// The step that the counters are those of.
    private var step: Int?
    private var counters: [Sample.Source: Counters] = [:]
    private var gauges: [Place: Gauge] = [:]

    /// Counts what was judged, by the step at which it was seen.
    mutating func count(_ entries: [Collector.Entry], of rollout: Rollout) {
        guard case .running(let step) = rollout.phase else { return }
        if step != self.step { (self.step, self.counters) = (step, [:]) }
        for source in [Sample.Source.stable, .candidate] {
            let count = entries.count { $0.sample.source == source }
            guard count > 0 else { continue }
            let counters = self.counters[source] ?? Self.counters(of: source, rollout, step)
            self.counters[source] = counters
            counters.samples.increment(by: Int64(count))
            let failed = entries.count { $0.sample.source == source && $0.sample.isFailure }
            if failed > 0 { counters.failures.increment(by: Int64(failed)) }
        }
    }

    /// What an analysis knows of each metric.
    mutating func record(_ report: AnalysisReport, of rollout: Rollout) {
        for metric in report.metrics {
            let finding = metric.finding
            for (bound, value) in [("effect", finding.effect), ("lower", finding.lower), ("upper", finding.upper)] {
                guard let value else { continue }
                let place = Place(metric: metric.metric.name, bound: bound)
                let gauge = self.gauges[place] ?? Self.gauge(of: place, rollout)
                self.gauges[place] = gauge
                gauge.record(value)
            }
        }
    }

    private static func counters(of source: Sample.Source, _ rollout: Rollout, _ step: Int) -> Counters {
        let isStable = source == .stable
        let labels = [
            ("endpoint", rollout.endpoint.rawValue),
            ("version", "\(isStable ? rollout.stable : rollout.candidate)"),
            ("role", isStable ? "stable" : "candidate"), ("step", "\(step)"),
        ]
        return Counters(
            samples: Counter(label: "aviary_rollout_samples_total", dimensions: labels),
            failures: Counter(label: "aviary_rollout_failures_total", dimensions: labels)
        )
    }

    private static func gauge(of place: Place, _ rollout: Rollout) -> Gauge {
        let labels = ControlMetrics.labels(rollout) + [("metric", place.metric), ("bound", place.bound)]
        return Gauge(label: "aviary_rollout_metric", dimensions: labels)
    }
}
