internal import AviaryControl
internal import AviaryCore
internal import Yams

extension AnalysisMetric {
    private static let maximumNameLength = 64

    /// Reads a metric.
    ///
    /// | `name` | further keys | margin where none is given |
    /// | --- | --- | --- |
    /// | `error-rate`, `fallback-rate`, `empty-rate`, `label-error`, `retry-rate`, `correction-rate` | `margin` | 0.01 |
    /// | `confidence` | `margin` | 0.02 |
    /// | `class-shares` | `margin` | 0.05 |
    /// | `disagreement` | `max`, the most that may be | 0.05 |
    /// | `slower-than` | `bound` (`stable.p95` where none is given), `margin` | 0.05 |
    /// | `latency-mean` | `margin`, a duration | has to be given |
    /// | `latency-quantile` | `quantile`, `margin`, a duration | has to be given |
    /// | `prometheus` | `url`, `query`, `below`, `above`, `interval`, `timeout`, `failureLimit` | a threshold has none |
    /// | `webhook` | `url`, `below`, `above`, `interval`, `timeout`, `failureLimit` | a threshold has none |
    ///
    /// Each may have another name for display, `as`, so that one measure occurs twice.
    init?(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        guard case .mapping(let mapping) = node else {
            checker.note(path, expected: "a metric such as {name: error-rate, margin: 0.01}", got: node)
            return nil
        }
        guard let nameNode = mapping.first(where: { $0.key.scalar?.string == "name" })?.value else {
            checker.note("\(path).name", "is missing", at: node)
            return nil
        }
        guard let word = checker.text(nameNode, "\(path).name") else { return nil }
        guard let name = MeasureName(rawValue: word) else {
            let suggestion = NearestWord.suggestion(for: word, among: MeasureName.allCases.map(\.rawValue))
            checker.note("\(path).name", "unknown metric '\(shortened(word))'", remedy: suggestion, at: nameNode)
            return nil
        }
        let before = checker.count
        guard let values = checker.section(node, path, keys: ["name", "as"] + name.keys) else { return nil }
        let shown = Self.name(values["as"], "\(path).as", &checker) ?? word
        let margin = Self.margin(name, values, node, path, &checker)
        guard let measure = Measure(name, values, node, path, &checker), let margin, checker.count == before else {
            return nil
        }
        self.init(name: shown, measure: measure, margin: margin)
    }

    private static func name(_ node: Node?, _ path: String, _ checker: inout ConfigurationChecker) -> String? {
        guard let node, let text = checker.text(node, path) else { return nil }
        guard text.utf8.count <= Self.maximumNameLength else {
            checker.note(path, "a name has at most \(Self.maximumNameLength) bytes", at: node)
            return nil
        }
        return text
    }

    private static func margin(
        _ name: MeasureName,
        _ values: [String: Node],
        _ node: Node,
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) -> Double? {
        let key = name == .disagreement ? "max" : "margin"
        guard name.keys.contains(key), let value = values[key] else {
            if let usual = name.usualMargin { return usual }
            checker.note(
                "\(path).\(key)",
                "is missing",
                remedy: "say how much slower it may be, such as 20ms",
                at: node
            )
            return nil
        }
        switch name {
        case .latencyMean, .latencyQuantile:
            let time = checker.duration(value, "\(path).\(key)", in: .zero...(.seconds(24 * 60 * 60)))
            return time.map(\.seconds)
        default: return checker.fraction(value, "\(path).\(key)")
        }
    }
}

extension AnalysisMetric.Measure {
    fileprivate init?(
        _ name: MeasureName,
        _ values: [String: Node],
        _ node: Node,
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) {
        switch name {
        case .errorRate: self = .errorRate
        case .fallbackRate: self = .fallbackRate
        case .slowerThan:
            guard let node = values["bound"] else {
                self = .slowerThan(.stableQuantile(0.95))
                return
            }
            guard let bound = AnalysisMetric.LatencyBound(node, "\(path).bound", &checker) else { return nil }
            self = .slowerThan(bound)
        case .latencyMean: self = .latencyMean
        case .latencyQuantile:
            guard let node = checker.required("quantile", of: values, path, node) else { return nil }
            let quantile = node.scalar.flatMap { QuantileText.parse(Substring($0.string)) }
            guard let quantile = quantile ?? checker.decimal(node, "\(path).quantile") else { return nil }
            self = .latencyQuantile(quantile)
        case .emptyRate: self = .emptyRate
        case .confidence: self = .confidence
        case .classShares: self = .classShares
        case .disagreement: self = .disagreement
        case .labelError: self = .labelError
        case .retryRate: self = .retryRate
        case .correctionRate: self = .correctionRate
        case .prometheus:
            guard let check = AnalysisMetric.ExternalCheck(values, node, path, &checker) else { return nil }
            self = .prometheus(check)
        case .webhook:
            guard let check = AnalysisMetric.ExternalCheck(values, node, path, &checker) else { return nil }
            self = .webhook(check)
        }
    }
}

extension AnalysisMetric.LatencyBound {
    private static let prefix = "stable."

    fileprivate init?(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        let text = node.scalar?.string ?? ""
        if text.hasPrefix(Self.prefix), let quantile = QuantileText.parse(text.dropFirst(Self.prefix.count)) {
            self = .stableQuantile(quantile)
        } else if let bound = try? DurationText.parse(text), bound <= ConfigurationChecker.longest {
            self = .absolute(bound)
        } else {
            checker.note(path, expected: "a duration such as 250ms, or a quantile such as stable.p99", got: node)
            return nil
        }
    }

    /// The bound as it is read.
    var text: String {
        switch self {
        case .absolute(let bound): DurationText.print(bound)
        case .stableQuantile(let quantile): Self.prefix + QuantileText.print(quantile)
        }
    }
}

/// Quantiles as people write them: `p50`, `p99`, `p99.9`.
enum QuantileText {
    /// Reads a quantile.
    ///
    /// - Parameter text: `p` and the per cents.
    /// - Returns: the part of one; `nil` if it is no quantile.
    static func parse(_ text: Substring) -> Double? {
        guard text.hasPrefix("p") else { return nil }
        return ConfigurationChecker.hundredths(text.dropFirst())
    }

    /// Writes a quantile so that ``parse(_:)`` reads the same one.
    ///
    /// - Parameter quantile: from 0.0001 up and below 1, which is written without an exponent.
    /// - Returns: `p` and the per cents.
    static func print(_ quantile: Double) -> String {
        let digits = "\(quantile)".dropFirst("0.".count)
        let padded = digits + String(repeating: "0", count: max(0, 2 - digits.count))
        let whole = padded.prefix(2).drop { $0 == "0" }
        let rest = padded.dropFirst(2)
        return "p\(whole.isEmpty ? "0" : whole)" + (rest.isEmpty ? "" : ".\(rest)")
    }
}

extension AnalysisMetric.ExternalCheck {
    fileprivate init?(
        _ values: [String: Node],
        _ node: Node,
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) {
        let usual = Self(url: "")
        var (interval, timeout, failureLimit) = (usual.interval, usual.timeout, usual.failureLimit)
        let url = checker.required("url", of: values, path, node).flatMap { checker.text($0, "\(path).url") }
        let query = values["query"].flatMap { checker.text($0, "\(path).query") }
        let below = values["below"].flatMap { checker.decimal($0, "\(path).below") }
        let above = values["above"].flatMap { checker.decimal($0, "\(path).above") }
        let day = Duration.seconds(24 * 60 * 60)
        if let node = values["interval"],
            let time = checker.duration(node, "\(path).interval", in: .milliseconds(100)...day)
        {
            interval = time
        }
        if let node = values["timeout"],
            let time = checker.duration(node, "\(path).timeout", in: .milliseconds(1)...(.seconds(60)))
        {
            timeout = time
        }
        if let node = values["failureLimit"],
            let number = checker.integer(node, "\(path).failureLimit", in: 0...1000)
        {
            failureLimit = number
        }
        guard let url else { return nil }
        self.init(
            url: url,
            query: query,
            below: below,
            above: above,
            interval: interval,
            timeout: timeout,
            failureLimit: failureLimit
        )
    }
}
