internal import AviaryControl
internal import AviaryCore

/// What requests were like, for Prometheus: the last five minutes of every measure, and how far drift is.
///
/// Goes by what was watched when the monitors judged last, and is summed up when somebody asks; bounded in series.
package final class MonitorMetrics: Sendable {
    /// The most series of one metric; what comes beyond is left out and counted.
    private static let maximumSeries = 5000
    /// How far back the numbers reach.
    private static let window = Duration.seconds(300)

    private let last = Locked<(book: MonitorBook, gauges: Gauges, at: Timestamp)?>(nil)

    /// Begins with nothing seen.
    package init() {}

    /// Takes what is watched now.
    ///
    /// - Parameters:
    ///   - book: what is watched.
    ///   - gauges: what the system says of itself.
    ///   - now: the time.
    func take(_ book: MonitorBook, _ gauges: Gauges, at now: Timestamp) {
        self.last.withLock { $0 = (book, gauges, now) }
    }

    /// The present values.
    package func collect() -> [CollectedMetric] {
        guard let (book, gauges, now) = self.last.withLock({ $0 }) else { return [] }
        var (measures, distances) = (Self.samples(gauges), [CollectedMetric.Sample]())
        var left = max(0, measures.count - Self.maximumSeries)
        measures.removeLast(left)
        for (place, watch) in book.watches.sorted(by: { $0.key < $1.key }) {
            let labels = [("endpoint", place.endpoint.rawValue), ("version", place.version.description)]
            for report in watch.driftReports.sorted(by: { $0.key < $1.key }) {
                for column in report.value.ranking {
                    let sample = CollectedMetric.Sample(
                        column.distance,
                        labels: labels + [("monitor", report.key), ("column", column.feature)]
                    )
                    if distances.count < Self.maximumSeries { distances.append(sample) } else { left += 1 }
                }
            }
            guard let window = watch.window(Self.window, until: now) else { continue }
            for (slot, key) in watch.slots.enumerated() {
                guard let summary = window.summaries[slot] else { continue }
                for statistic in MeasureStatistic.allCases {
                    let value = statistic.quantile.map { summary.quantile($0) } ?? summary.mean
                    guard let value else { continue }
                    let named = [
                        ("measure", key.measure.rawValue), ("feature", key.feature ?? ""),
                        ("statistic", statistic.rawValue),
                    ]
                    if measures.count < Self.maximumSeries {
                        measures.append(CollectedMetric.Sample(value, labels: labels + named))
                    } else {
                        left += 1
                    }
                }
            }
        }
        return [
            CollectedMetric(
                "aviary_measure",
                .gauge,
                help:
                    "What requests of the last five minutes were like, by measure; the statistic is a mean, a share or a quantile. "
                    + "What the system says of itself is as the monitors saw it last, that of the process without an endpoint.",
                samples: measures
            ),
            CollectedMetric(
                "aviary_drift_distance",
                .gauge,
                help: "How far a column of the last window is from its reference, 0 to 1.",
                samples: distances
            ),
            CollectedMetric(
                "aviary_measures_left_out",
                .gauge,
                help: "Series of measures and drift that there was no room for.",
                value: Double(left)
            ),
        ]
    }

    /// What the system says of itself, with the labels that other measures have.
    private static func samples(_ gauges: Gauges) -> [CollectedMetric.Sample] {
        func samples(_ values: [Measure: Double], _ labels: [(String, String)]) -> [CollectedMetric.Sample] {
            values.map { measure, value in
                let named = [
                    ("measure", measure.rawValue), ("feature", ""), ("statistic", MeasureStatistic.mean.rawValue),
                ]
                return CollectedMetric.Sample(value, labels: labels + named)
            }
        }
        return samples(gauges.process, [])
            + gauges.versions.sorted { $0.key < $1.key }.flatMap { place, values in
                samples(values, [("endpoint", place.endpoint.rawValue), ("version", place.version.description)])
            }
    }
}
