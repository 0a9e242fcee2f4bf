package import AviaryStatistics

/// How a metric of candidate and stable is judged.
package struct MetricPlan: Sendable, Hashable {
    /// What of the numbers is compared.
    package enum Kind: Sendable, Hashable {
        /// The mean of numbers in 0...1, such as how often something happens.
        case rate
        /// The mean of numbers of any size.
        case mean
        /// A quantile of numbers of any size, above 0 and below 1.
        case quantile(Double)
    }

    /// Which numbers are worse.
    package enum Direction: Sendable, Hashable {
        case higherIsWorse
        case lowerIsWorse
    }

    /// What of the numbers is compared.
    package let kind: Kind
    /// Which numbers are worse.
    package let direction: Direction
    /// By how much the candidate may be worse, in the numbers' unit; negative if it must be better.
    package let margin: Double
    /// With what probability a verdict may ever be wrong: `above` is for failing, `below` for passing.
    package let levels: ErrorLevels
    /// How many of the candidate's numbers it takes to pass; failing takes no such number.
    package let minimumRequests: Int

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - kind: what of the numbers is compared.
    ///   - direction: which numbers are worse.
    ///   - margin: by how much the candidate may be worse.
    ///   - levels: with what probability a verdict may ever be wrong.
    ///   - minimumRequests: how many of the candidate's numbers it takes to pass.
    package init(
        kind: Kind,
        direction: Direction = .higherIsWorse,
        margin: Double = 0,
        levels: ErrorLevels,
        minimumRequests: Int = 0
    ) {
        self.kind = kind
        self.direction = direction
        self.margin = margin
        self.levels = levels
        self.minimumRequests = minimumRequests
    }
}
