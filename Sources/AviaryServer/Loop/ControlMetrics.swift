internal import AviaryControl
internal import AviaryCore
internal import Metrics

/// What rollouts tell `/metrics`: where each one is, what it gives its candidate, and what its analyses know.
struct ControlMetrics: Sendable {
    /// The step that a rollout is at, its candidate's weight, and whether it goes on.
    func record(_ rollout: Rollout) {
        let labels = Self.labels(rollout)
        let step: Int =
            switch rollout.phase {
            case .running(let step): step
            case .preparing, .promoted, .aborted: -1
            }
        Gauge(label: "aviary_rollout_step", dimensions: labels).record(step)
        let weight = rollout.isOver ? 0 : Double(rollout.weight.basisPoints) / 10_000
        Gauge(label: "aviary_rollout_weight", dimensions: labels).record(weight)
        Gauge(label: "aviary_rollout_active", dimensions: labels).record(rollout.isOver ? 0 : 1)
    }

    /// Counts a rollout's transition.
    func transition(_ endpoint: ModelName, _ kind: String) {
        Counter(
            label: "aviary_rollout_transitions_total",
            dimensions: [("endpoint", endpoint.rawValue), ("kind", kind)]
        ).increment()
    }

    /// What the analyses know of each metric.
    func record(analyses: [(rollout: Rollout, reports: [AnalysisReport])]) {
        for (rollout, reports) in analyses {
            for metric in reports.flatMap(\.metrics) {
                let labels = Self.labels(rollout) + [("metric", metric.metric.name)]
                let finding = metric.finding
                for (bound, value) in [("effect", finding.effect), ("lower", finding.lower), ("upper", finding.upper)] {
                    guard let value else { continue }
                    Gauge(label: "aviary_rollout_metric", dimensions: labels + [("bound", bound)]).record(value)
                }
            }
        }
    }

    /// Counts what was judged, by the step at which it was seen.
    func count(_ entries: [Collector.Entry], _ rollout: Rollout?) {
        guard let rollout, case .running(let step) = rollout.phase else { return }
        for source in [Sample.Source.stable, .candidate] {
            let mine = entries.filter { $0.sample.source == source }
            guard !mine.isEmpty else { continue }
            let labels = [
                ("endpoint", rollout.endpoint.rawValue),
                ("version", "\(source == .stable ? rollout.stable : rollout.candidate)"),
                ("role", source == .stable ? "stable" : "candidate"), ("step", "\(step)"),
            ]
            Counter(label: "aviary_rollout_samples_total", dimensions: labels).increment(by: Int64(mine.count))
            let failed = mine.count(where: \.sample.isFailure)
            Counter(label: "aviary_rollout_failures_total", dimensions: labels).increment(by: Int64(failed))
        }
    }

    private static func labels(_ rollout: Rollout) -> [(String, String)] {
        [("endpoint", rollout.endpoint.rawValue), ("candidate", "\(rollout.candidate)")]
    }
}
