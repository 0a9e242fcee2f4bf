/// What a two-sample test or distance says.
///
/// By convention a sample that is too small to say anything gives ``undefined``; what "too small" means stands at each test.
public struct TestResult: Sendable, Hashable {
    /// The test's statistic, or the distance; NaN where it is not defined.
    public let statistic: Double
    /// How probable a statistic at least as extreme is if both samples come from one distribution; `nil` for a mere distance,
    /// and where it is not defined.
    public let pValue: Double?

    /// Makes a result.
    public init(statistic: Double, pValue: Double? = nil) {
        self.statistic = statistic
        self.pValue = pValue
    }

    /// The result of samples that are too small.
    public static let undefined = Self(statistic: .nan, pValue: nil)

    /// Whether there is a statistic.
    public var isDefined: Bool { !self.statistic.isNaN }
}

/// How a p-value is computed.
public enum PValueMethod: Sendable, Hashable, CaseIterable {
    /// Exactly where the samples are small enough, else asymptotically; each test says what is small.
    case automatic
    /// Exactly where that is affordable, else asymptotically.
    case exact
    /// By the limit for large samples.
    case asymptotic
}

/// What counts as extreme.
public enum Alternative: Sendable, Hashable, CaseIterable {
    /// The samples differ, in either direction.
    case twoSided
    /// The first sample's numbers tend to be smaller than the second's.
    case less
    /// The first sample's numbers tend to be greater than the second's.
    case greater
}
