internal import AviaryStatistics

/// How often each class is said, compared between both versions.
struct ClassShareMetric: MetricWatch {
    private var comparison: ShareComparison
    private var names: [String] = []
    private var indices: [String: Int] = [:]

    /// Begins without a class.
    init(margin: Double, levels: ErrorLevels) {
        self.comparison = ShareComparison(margin: margin, levels: levels)
    }

    mutating func add(_ sample: Sample) {
        guard let label = sample.label, !sample.isFeedback else { return }
        self.comparison.add(self.index(of: label), to: sample.arm)
    }

    private mutating func index(of label: String) -> Int {
        if let index = self.indices[label] { return index }
        guard self.names.count < ShareComparison.mostClasses else { return ShareComparison.mostClasses }
        self.indices[label] = self.names.count
        self.names.append(label)
        return self.names.count - 1
    }

    var verdict: Verdict {
        if self.comparison.apart != nil { return .fail }
        return self.comparison.isWithin ? .pass : .continue
    }

    var finding: MetricFinding {
        let margin = self.comparison.margin
        let shown = self.comparison.apart ?? self.comparison.farthest
        let effect = shown.map { self.comparison.effect(of: $0) }
        var bounds = Bounds.unknown
        if self.comparison.isWithin { bounds = Bounds(lower: -margin, upper: margin) }
        if self.comparison.apart != nil, let effect {
            if effect > 0 { bounds.lower = margin } else { bounds.upper = -margin }
        }
        var finding = MetricFinding(
            effect: effect,
            bounds: bounds,
            counts: self.comparison.counts,
            forecast: self.verdict == .continue ? .unknown : .decided
        )
        finding.subject = shown.map {
            $0 < self.names.count ? "the share of class '\(self.names[$0])'" : "the share of all rarer classes"
        }
        return finding
    }

    var obstacle: String? {
        switch (self.comparison.counts.treatment, self.comparison.counts.control) {
        case (0, _): "no classes of the candidate have arrived"
        case (_, 0): "no classes of stable have arrived"
        default: nil
        }
    }
}
