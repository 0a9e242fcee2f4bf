/// Which series there are: by metric, then by labels; both bounded.
struct SeriesTable {
    /// How a metric is announced to Prometheus.
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// All series of one metric.
    struct Metric: Sendable {
        let kind: Kind
        /// The name as code or a library gave it.
        let label: String
        var series: [String: Entry] = [:]
    }

    /// One series and how many handlers for it were handed out and not destroyed.
    struct Entry: Sendable {
        let series: any MetricSeries
        var holders: Int
    }

    /// Why a series got no place.
    enum Reason: String, Sendable {
        /// There are as many metrics as there may be.
        case metricLimit = "metric_limit"
        /// The metric has as many series as it may have.
        case seriesLimit = "series_limit"
        /// The name is already that of another kind of metric.
        case kind
    }

    /// A metric and why some series of it got no place.
    struct Refusal: Hashable, Sendable {
        let metric: String
        let reason: Reason
    }

    private(set) var metrics: [String: Metric] = [:]
    private(set) var refusals: [Refusal: UInt64] = [:]
    let limits: PrometheusRegistry.Limits

    /// Makes an empty table.
    init(limits: PrometheusRegistry.Limits) { self.limits = limits }

    /// Finds a series or makes it, and counts one more holder.
    ///
    /// - Parameters:
    ///   - identity: the series' name.
    ///   - kind: what it is.
    ///   - label: the metric's name as it was given.
    ///   - make: makes the series.
    /// - Returns: the series, or `nil` when it gets no place.
    mutating func hold<Series: MetricSeries>(
        _ identity: SeriesIdentity,
        _ kind: Kind,
        label: String,
        make: (SeriesIdentity) -> Series
    ) -> Series? {
        if let entry = self.metrics[identity.metric]?.series[identity.labels] {
            guard let series = entry.series as? Series else { return self.refuse(identity.metric, .kind) }
            self.metrics[identity.metric]?.series[identity.labels]?.holders += 1
            return series
        }
        if let metric = self.metrics[identity.metric] {
            guard metric.kind == kind else { return self.refuse(identity.metric, .kind) }
            guard metric.series.count < self.limits.seriesPerMetric else {
                return self.refuse(identity.metric, .seriesLimit)
            }
        } else {
            guard self.metrics.count < self.limits.metrics else { return self.refuse("", .metricLimit) }
            self.metrics[identity.metric] = Metric(kind: kind, label: label)
        }
        let series = make(identity)
        self.metrics[identity.metric]?.series[identity.labels] = Entry(series: series, holders: 1)
        return series
    }

    /// Counts one holder less; a series without holders goes, and a metric without series as well.
    ///
    /// - Parameter series: a series; one that is not in the table is left alone.
    mutating func release(_ series: any MetricSeries) {
        let identity = series.identity
        guard var entry = self.metrics[identity.metric]?.series[identity.labels], entry.series === series else {
            return
        }
        entry.holders -= 1
        self.metrics[identity.metric]?.series[identity.labels] = entry.holders > 0 ? entry : nil
        if self.metrics[identity.metric]?.series.isEmpty == true { self.metrics[identity.metric] = nil }
    }

    private mutating func refuse<Series>(_ metric: String, _ reason: Reason) -> Series? {
        var refusal = Refusal(metric: metric, reason: reason)
        // Metrics come and go, and this list must not grow with them.
        if self.refusals[refusal] == nil, self.refusals.count >= self.limits.metrics {
            refusal = Refusal(metric: "", reason: reason)
        }
        self.refusals[refusal, default: 0] += 1
        return nil
    }
}
