/// What a measure of performance is thought to be, without labels.
public struct PerformanceEstimate: Sendable, Hashable {
    /// The measure; NaN where it is not defined.
    public let value: Double
    /// How far a window of that size would stray from its expectation by chance alone; NaN where it is not known.
    ///
    /// NannyML draws its confidence band three of these to either side.
    public let standardError: Double
}
