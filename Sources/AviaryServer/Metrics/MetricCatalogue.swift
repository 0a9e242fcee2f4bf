/// What the registry knows about metrics by their names: the help text, and the buckets of histograms.
package struct MetricCatalogue: Sendable {
    /// What is known about one metric.
    package struct Entry: Sendable {
        /// What the metric says, in words for a person.
        package let help: String
        /// The buckets, if it is a histogram that wants its own.
        package let buckets: MetricBuckets?

        /// Describes a metric.
        ///
        /// - Parameters:
        ///   - help: what it says.
        ///   - buckets: its buckets; those of its kind if absent.
        package init(_ help: String, buckets: MetricBuckets? = nil) {
            self.help = help
            self.buckets = buckets
        }
    }

    /// What is known, by the metric's name as it is printed.
    package var entries: [String: Entry]
    /// The buckets of timers that have no entry.
    package var durations: MetricBuckets = .latency
    /// The buckets of recorders that have no entry.
    package var values: MetricBuckets = .sizes

    /// Makes a catalogue.
    ///
    /// - Parameter entries: what is known, by the metric's name as it is printed.
    package init(_ entries: [String: Entry] = [:]) {
        self.entries = entries
    }

    /// Aviary's own metrics.
    package static let aviary = MetricCatalogue([
        "aviary_requests_total": Entry(
            "Inference requests that were answered, by endpoint, version and role."
        ),
        "aviary_request_errors_total": Entry("Requests that failed, by the reason."),
        "aviary_fallbacks_total": Entry(
            "Requests that the candidate failed, or was too slow for, and stable answered."
        ),
        "aviary_observations_dropped_total": Entry(
            "Observations of requests that found no room before they were judged."
        ),
        "aviary_request_duration_seconds": Entry(
            "From the request's last byte to the reply's last byte.",
            buckets: .latency
        ),
        "aviary_queue_duration_seconds": Entry("Time that requests waited for a run.", buckets: .fineLatency),
        "aviary_run_duration_seconds": Entry("Time that runs of the model took.", buckets: .fineLatency),
        "aviary_predictions_dropped_total": Entry(
            "Predictions that were chosen to be looked at and found no room."
        ),
        "aviary_log_rows_total": Entry("Predictions that were written into the log."),
        "aviary_log_dropped_total": Entry(
            "Predictions that were meant for the log and are not in it, by the reason."
        ),
        "aviary_rollout_active": Entry("1 while a rollout goes on, by endpoint and candidate."),
        "aviary_rollout_step": Entry("The step that a rollout is at, from 0; -1 before the first and after the last."),
        "aviary_rollout_weight": Entry("The candidate's share of the requests, 0 to 1."),
        "aviary_rollout_metric": Entry("What an analysis knows of a metric: the effect, and where it surely lies."),
        "aviary_rollout_samples_total": Entry("Requests and copies that were judged, by version, role and step."),
        "aviary_rollout_failures_total": Entry("Those of them that failed, by version, role and step."),
        "aviary_rollout_transitions_total": Entry("Entries of the log of endpoints and rollouts, by what happened."),
        "aviary_alerts": Entry("Alerts that are pending or firing, by state and severity."),
        "aviary_alerts_dropped": Entry(
            "Breaches since the start that were not followed: too many alerts were there already."
        ),
        "aviary_notifications_total": Entry(
            "Attempts to tell somebody of something, by notifier and outcome; expired and dropped are notices given up."
        ),
        "aviary_batch_rows": Entry("Rows that were run together.", buckets: .batchSizes),
        "aviary_mirrored_total": Entry(
            "Copies of requests for a version that answers nobody, by outcome: run, failed, or shed for want of time."
        ),
        "aviary_metrics_dropped_total": Entry("Instruments without a place in the registry, by metric and reason."),
    ])
}
