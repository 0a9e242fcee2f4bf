internal import AviaryControl
internal import AviaryCore
internal import Metrics

/// What rollouts tell `/metrics` when they change: where each one is, and what it gives its candidate.
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

    /// The labels of a rollout.
    static func labels(_ rollout: Rollout) -> [(String, String)] {
        [("endpoint", rollout.endpoint.rawValue), ("candidate", "\(rollout.candidate)")]
    }
}
