internal import AviaryControl

/// What a manifest calls the measures.
enum MeasureName: String, CaseIterable {
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

    init(_ measure: AnalysisMetric.Measure) {
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
