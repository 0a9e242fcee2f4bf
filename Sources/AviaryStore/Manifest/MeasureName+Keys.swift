internal import AviaryControl

extension MeasureName {
    /// The keys beside `name` and `as`.
    var keys: [String] {
        switch self {
        case .errorRate, .fallbackRate, .emptyRate, .confidence, .classShares, .labelError, .retryRate,
            .correctionRate, .latencyMean:
            ["margin"]
        case .slowerThan: ["bound", "margin"]
        case .latencyQuantile: ["quantile", "margin"]
        case .disagreement: ["max"]
        case .prometheus: ["url", "query", "below", "above", "interval", "timeout", "failureLimit"]
        case .webhook: ["url", "below", "above", "interval", "timeout", "failureLimit"]
        }
    }

    /// By how much a candidate may be worse where nobody says otherwise; `nil` where somebody has to.
    var usualMargin: Double? {
        switch self {
        case .errorRate, .fallbackRate, .emptyRate, .labelError, .retryRate, .correctionRate: 0.01
        case .confidence: 0.02
        case .slowerThan, .classShares, .disagreement: 0.05
        case .latencyMean, .latencyQuantile: nil
        case .prometheus, .webhook: 0
        }
    }
}
