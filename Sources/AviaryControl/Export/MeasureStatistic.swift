/// The numbers of a measure that `/metrics` shows: the values of the label `statistic` of `aviary_measure`.
package enum MeasureStatistic: String, Sendable, CaseIterable {
    case mean
    case p50
    case p90
    case p99
    case p999

    /// The quantile, 0...1; `nil` for the mean.
    package var quantile: Double? {
        switch self {
        case .mean: nil
        case .p50: 0.5
        case .p90: 0.9
        case .p99: 0.99
        case .p999: 0.999
        }
    }

    /// The number that a monitor looks at; `nil` for one that `/metrics` does not show.
    ///
    /// - Parameter statistic: what the monitor looks at.
    package init?(_ statistic: MonitorSpecification.Statistic) {
        switch statistic {
        case .mean: self = .mean
        case .quantile(let quantile):
            guard let known = Self.allCases.first(where: { $0.quantile == quantile }) else { return nil }
            self = known
        case .share: return nil
        }
    }
}
