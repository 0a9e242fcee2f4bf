/// What the measures are called, in manifests and for programs.
package enum MeasureName: String, CaseIterable {
    case errorRate = "error-rate"
    case fallbackRate = "fallback-rate"
    case slowerThan = "slower-than"
    case latencyMean = "latency-mean"
    case latencyQuantile = "latency-quantile"
    case emptyRate = "empty-rate"
    case confidence
    case classShares = "class-shares"
    case disagreement
    case labelError = "label-error"
    case retryRate = "retry-rate"
    case correctionRate = "correction-rate"
    case prometheus
    case webhook

    /// The name of a measure.
    ///
    /// - Parameter measure: the measure.
    package init(_ measure: AnalysisMetric.Measure) {
        self =
            switch measure {
            case .errorRate: .errorRate
            case .fallbackRate: .fallbackRate
            case .slowerThan: .slowerThan
            case .latencyMean: .latencyMean
            case .latencyQuantile: .latencyQuantile
            case .emptyRate: .emptyRate
            case .confidence: .confidence
            case .classShares: .classShares
            case .disagreement: .disagreement
            case .labelError: .labelError
            case .retryRate: .retryRate
            case .correctionRate: .correctionRate
            case .prometheus: .prometheus
            case .webhook: .webhook
            }
    }
}

extension AnalysisMetric.Measure {
    /// Its name, as it is written in plans.
    package var word: String { MeasureName(self).rawValue }
}
