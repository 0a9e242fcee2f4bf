package import CoreMetrics
internal import AviaryCore

/// Keeps what swift-metrics' instruments record, and prints it for Prometheus.
///
/// Recording takes no lock: a counter is one atomic addition, a histogram two. Making and destroying instruments takes
/// one, so instruments are made once and kept.
///
/// What each instrument becomes:
/// - `Counter`, `FloatingPointCounter`: a counter;
/// - `Meter`, `Gauge`, `Recorder` with `aggregate: false`: a gauge;
/// - `Recorder`: a histogram;
/// - `Timer`: a histogram in seconds; its name gets the ending `_seconds` if it has not got it.
///
/// Instruments with the same name and labels share one series, which goes when the last of them is destroyed. A metric
/// has a bounded number of series: what comes beyond is counted in `aviary_metrics_dropped_total` and else forgotten.
package final class PrometheusRegistry: MetricsFactory {
    /// How much the registry keeps.
    package struct Limits: Sendable {
        /// The most series of one metric.
        package var seriesPerMetric = 10_000
        /// The most metrics.
        package var metrics = 1000

        /// 1000 metrics with 1000 series each.
        package init() {}
    }

    /// The media type of what ``render()`` returns.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private let catalogue: MetricCatalogue
    private let table: Locked<SeriesTable>
    private let collectors: Locked<[@Sendable () -> [CollectedMetric]]>
    private let dropped = DroppedSeries()

    /// Makes an empty registry.
    ///
    /// - Parameters:
    ///   - catalogue: help texts and buckets.
    ///   - limits: how much is kept.
    package init(catalogue: MetricCatalogue = .aviary, limits: Limits = Limits()) {
        self.catalogue = catalogue
        self.table = Locked(SeriesTable(limits: limits))
        self.collectors = Locked([])
    }

    /// Adds metrics that are asked for whenever ``render()`` runs.
    ///
    /// - Parameter collector: returns the present values; it is called by whoever asks, and must not wait for anything.
    package func collect(_ collector: @escaping @Sendable () -> [CollectedMetric]) {
        self.collectors.withLock { $0.append(collector) }
    }

    /// Everything in the text format, metrics sorted by name and series by labels.
    ///
    /// - Returns: text of the type ``contentType``.
    /// - Complexity: O(n log n) in the number of series; recording goes on meanwhile.
    package func render() -> String {
        let (metrics, refusals) = self.table.withLock { ($0.metrics, $0.refusals) }
        var collected = self.collectors.withLock { $0 }.flatMap { $0() }
        collected.append(self.droppedMetric(refusals))
        var page = PrometheusPage(catalogue: self.catalogue)
        for (name, metric) in metrics { page.add(metric, named: name) }
        for metric in collected { page.add(metric) }
        return page.text()
    }

    /// The present value of a counter.
    ///
    /// - Parameters:
    ///   - label: the metric's name.
    ///   - dimensions: the labels, in any order.
    /// - Returns: 0 for a counter that nobody has made.
    package func count(of label: String, dimensions: [(String, String)]) -> UInt64 {
        let series = self.table.withLock { table in
            table.metrics[MetricText.metricName(label)]?.series[MetricText.labels(dimensions)]?.series
        }
        guard case .count(let count) = series?.read() else { return 0 }
        return count
    }

    private func droppedMetric(_ refusals: [SeriesTable.Refusal: UInt64]) -> CollectedMetric {
        let name = "aviary_metrics_dropped_total"
        return CollectedMetric(
            name,
            .counter,
            help: self.catalogue.entries[name]?.help ?? "",
            samples: refusals.map { refusal, count in
                .init(Double(count), labels: [("metric", refusal.metric), ("reason", refusal.reason.rawValue)])
            }
        )
    }

    /// Finds or makes the counter for a name and labels.
    ///
    /// - Parameters:
    ///   - label: the metric's name.
    ///   - dimensions: the labels.
    /// - Returns: the counter, or one that forgets if there is no place.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        self.hold(MetricText.metricName(label), dimensions, .counter, label: label) { CounterSeries($0) }
            ?? self.dropped
    }

    /// Finds or makes the counter of fractions for a name and labels.
    ///
    /// - Parameters:
    ///   - label: the metric's name.
    ///   - dimensions: the labels.
    /// - Returns: the counter, or one that forgets if there is no place.
    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        self.hold(MetricText.metricName(label), dimensions, .counter, label: label) { FloatingCounterSeries($0) }
            ?? self.dropped
    }

    /// Finds or makes the gauge for a name and labels.
    ///
    /// - Parameters:
    ///   - label: the metric's name.
    ///   - dimensions: the labels.
    /// - Returns: the gauge, or one that forgets if there is no place.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        self.hold(MetricText.metricName(label), dimensions, .gauge, label: label) { GaugeSeries($0) } ?? self.dropped
    }

    /// Finds or makes the histogram or gauge for a name and labels.
    ///
    /// - Parameters:
    ///   - label: the metric's name.
    ///   - dimensions: the labels.
    ///   - aggregate: whether the distribution counts, or only the last value.
    /// - Returns: the recorder, or one that forgets if there is no place.
    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        let name = MetricText.metricName(label)
        guard aggregate else {
            return self.hold(name, dimensions, .gauge, label: label) { GaugeSeries($0) } ?? self.dropped
        }
        let buckets = self.catalogue.entries[name]?.buckets ?? self.catalogue.values
        return self.hold(name, dimensions, .histogram, label: label) { ValueHistogram($0, bounds: buckets.bounds) }
            ?? self.dropped
    }

    /// Finds or makes the histogram of durations for a name and labels.
    ///
    /// - Parameters:
    ///   - label: the metric's name.
    ///   - dimensions: the labels.
    /// - Returns: the timer, or one that forgets if there is no place.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        var name = MetricText.metricName(label)
        if !name.hasSuffix("_seconds") { name += "_seconds" }
        let buckets = self.catalogue.entries[name]?.buckets ?? self.catalogue.durations
        return self.hold(name, dimensions, .histogram, label: label) {
            DurationHistogram($0, bounds: buckets.nanoseconds)
        } ?? self.dropped
    }

    /// Gives a counter back.
    ///
    /// - Parameter handler: what ``makeCounter(label:dimensions:)`` returned.
    package func destroyCounter(_ handler: any CounterHandler) { self.release(handler) }

    /// Gives a counter of fractions back.
    ///
    /// - Parameter handler: what ``makeFloatingPointCounter(label:dimensions:)`` returned.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { self.release(handler) }

    /// Gives a gauge back.
    ///
    /// - Parameter handler: what ``makeMeter(label:dimensions:)`` returned.
    package func destroyMeter(_ handler: any MeterHandler) { self.release(handler) }

    /// Gives a recorder back.
    ///
    /// - Parameter handler: what ``makeRecorder(label:dimensions:aggregate:)`` returned.
    package func destroyRecorder(_ handler: any RecorderHandler) { self.release(handler) }

    /// Gives a timer back.
    ///
    /// - Parameter handler: what ``makeTimer(label:dimensions:)`` returned.
    package func destroyTimer(_ handler: any TimerHandler) { self.release(handler) }

    private func hold<Series: MetricSeries>(
        _ name: String,
        _ dimensions: [(String, String)],
        _ kind: SeriesTable.Kind,
        label: String,
        make: (SeriesIdentity) -> Series
    ) -> Series? {
        let labels = MetricText.labels(dimensions, reserved: kind == .histogram ? "le" : nil)
        let identity = SeriesIdentity(metric: name, labels: labels)
        return self.table.withLock { $0.hold(identity, kind, label: label, make: make) }
    }

    private func release(_ handler: AnyObject) {
        // What is not in the table is the series that forgets.
        guard let series = handler as? any MetricSeries else { return }
        self.table.withLock { $0.release(series) }
    }
}
