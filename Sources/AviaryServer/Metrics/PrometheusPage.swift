/// Puts metrics together into one text in the format 0.0.4.
struct PrometheusPage {
    private let catalogue: MetricCatalogue
    private var blocks: [String: String] = [:]

    /// Begins an empty page.
    init(catalogue: MetricCatalogue) { self.catalogue = catalogue }

    /// Adds a metric of the registry.
    ///
    /// - Parameters:
    ///   - metric: its series.
    ///   - name: its name.
    mutating func add(_ metric: SeriesTable.Metric, named name: String) {
        let help = self.catalogue.entries[name]?.help ?? "Reported as \(metric.label)."
        var block = PrometheusPage.head(name, kind: metric.kind.rawValue, help: help)
        for (labels, entry) in metric.series.sorted(by: { $0.key < $1.key }) {
            switch entry.series.read() {
            case .count(let count): PrometheusPage.append(name, labels, String(count), to: &block)
            case .number(let number): PrometheusPage.append(name, labels, MetricText.number(number), to: &block)
            case .histogram(let reading): PrometheusPage.append(reading, name, labels, to: &block)
            }
        }
        self.blocks[name] = block
    }

    /// Adds a metric that was asked for just now; one whose name is already there is left out, because the format allows
    /// each name once.
    ///
    /// - Parameter metric: its values.
    mutating func add(_ metric: CollectedMetric) {
        let name = MetricText.metricName(metric.name)
        guard self.blocks[name] == nil, !metric.samples.isEmpty else { return }
        var block = PrometheusPage.head(name, kind: metric.kind.rawValue, help: metric.help)
        let values = metric.samples.map { (MetricText.labels($0.labels), $0.value) }
        for (labels, value) in values.sorted(by: { $0.0 < $1.0 }) {
            PrometheusPage.append(name, labels, MetricText.number(value), to: &block)
        }
        self.blocks[name] = block
    }

    /// The page, metrics in the order of their names.
    func text() -> String {
        self.blocks.sorted { $0.key < $1.key }.map(\.value).joined()
    }

    private static func head(_ name: String, kind: String, help: String) -> String {
        "# HELP \(name) \(MetricText.escapedHelp(help))\n# TYPE \(name) \(kind)\n"
    }

    private static func append(_ name: String, _ labels: String, _ value: String, to block: inout String) {
        block += name
        if !labels.isEmpty {
            block += "{"
            block += labels
            block += "}"
        }
        block += " "
        block += value
        block += "\n"
    }

    private static func append(_ reading: HistogramReading, _ name: String, _ labels: String, to block: inout String) {
        let prefix = labels.isEmpty ? "" : labels + ","
        var total: UInt64 = 0
        for (index, count) in reading.counts.enumerated() {
            total += count
            let bound = index < reading.bounds.count ? MetricText.number(reading.bounds[index]) : "+Inf"
            self.append("\(name)_bucket", "\(prefix)le=\"\(bound)\"", String(total), to: &block)
        }
        self.append("\(name)_sum", labels, MetricText.number(reading.sum), to: &block)
        // Not a counter of its own: count and infinite bucket must agree, whoever records meanwhile.
        self.append("\(name)_count", labels, String(total), to: &block)
    }
}
