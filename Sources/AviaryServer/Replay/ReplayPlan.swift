package import AviaryControl
package import AviaryCore

/// What is to be replayed, and how the candidate is judged.
package struct ReplayPlan: Sendable {
    /// Where requests come from.
    package enum Source: Sendable, Hashable {
        /// The lines of a file; `-` is standard input.
        case file(String)
        /// The prediction log: the latest requests of an endpoint, as many as the limit says, none before the time.
        case log(path: String, endpoint: ModelName, from: Timestamp?, limit: Int)
    }

    /// The model whose versions are compared.
    package let model: ModelName
    /// The version to be judged.
    package let candidate: VersionNumber
    /// The version to judge it by; `nil` for the highest other one.
    package let stable: VersionNumber?
    /// Where requests come from.
    package let source: Source
    /// With what probability a candidate that is no worse fails.
    package var alpha = 0.05
    /// How many requests it takes to pass.
    package var minimumRequests = 500
    /// By how much more often the candidate may fail, be empty or wrong.
    package var margin = 0.01
    /// By how much less sure it may be.
    package var confidenceMargin = 0.02
    /// How often its outputs may differ from stable's.
    package var maximumDisagreement = 0.05
    /// When both versions' outputs count as the same.
    package var agreement = AgreementPlan()
    /// Whether it is judged by how long it takes.
    package var judgesLatency = true

    /// Makes a plan with the usual margins.
    ///
    /// - Parameters:
    ///   - model: the model whose versions are compared.
    ///   - candidate: the version to be judged.
    ///   - stable: the version to judge it by; `nil` for the highest other one.
    ///   - source: where requests come from.
    package init(model: ModelName, candidate: VersionNumber, stable: VersionNumber?, source: Source) {
        self.model = model
        self.candidate = candidate
        self.stable = stable
        self.source = source
    }

    /// By what the candidate is judged: by all that can be computed from requests like these.
    ///
    /// Shares of classes are not judged by themselves. Both versions get the same requests here, so that no share can move by
    /// more than the versions disagree.
    ///
    /// - Parameter samples: what the first requests have shown.
    /// - Returns: the plan of an analysis that ends with the file.
    func analysis(_ samples: [Sample]) -> AnalysisPlan {
        var metrics = [
            AnalysisMetric(name: "error-rate", measure: .errorRate, margin: self.margin),
            AnalysisMetric(name: "empty-rate", measure: .emptyRate, margin: self.margin),
            AnalysisMetric(name: "disagreement", measure: .disagreement, margin: self.maximumDisagreement),
        ]
        if samples.contains(where: { $0.confidence != nil }) {
            metrics.append(AnalysisMetric(name: "confidence", measure: .confidence, margin: self.confidenceMargin))
        }
        if samples.contains(where: { $0.labelIsWrong != nil }) {
            metrics.append(AnalysisMetric(name: "label-error", measure: .labelError, margin: self.margin))
        }
        if self.judgesLatency {
            let bound = AnalysisMetric.LatencyBound.stableQuantile(0.95)
            metrics.append(AnalysisMetric(name: "slower-than", measure: .slowerThan(bound), margin: 0.05))
        }
        return AnalysisPlan(
            minimumRequests: self.minimumRequests,
            deadline: .seconds(Int64.max / 1_000_000_000),
            metrics: metrics,
            alpha: self.alpha
        )
    }
}
