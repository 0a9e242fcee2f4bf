extension MonitorSpecification.Subject {
    /// What a monitor is called where nobody gives it another name: `input.missing`, `input.value of age`, `drift of inputs`.
    package var usualName: String {
        switch self {
        case .measure(let key, let statistic, _):
            let word: String
            switch statistic {
            case .mean: word = key.measure.rawValue
            case .quantile(let quantile): word = "\(key.measure.rawValue) at \(quantile)"
            case .share(let category): word = "\(key.measure.rawValue) \(category)"
            }
            return key.feature.map { "\(word) of \($0)" } ?? word
        case .drift(let drift): return "drift of \(drift.kind.rawValue)"
        case .absence: return "absence"
        }
    }
}
