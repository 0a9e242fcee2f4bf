/// A point of time that means the same to every process and after a restart: milliseconds since 1970 in UTC.
///
/// For what is stored and shown; how long something took is measured with ``Moment``, which nobody can set.
public struct Timestamp: Hashable, Sendable, Comparable, Codable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// Makes a point of time.
    ///
    /// - Parameter milliseconds: since 1970 in UTC.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The point that lies so much later; whole milliseconds count, and the last representable one is the latest.
    ///
    /// - Parameter duration: how much later, not negative.
    /// - Returns: the later point.
    public func advanced(by duration: Duration) -> Timestamp {
        let (sum, isTooLate) = self.milliseconds.addingReportingOverflow(Int64(duration.nanoseconds / 1_000_000))
        return Timestamp(milliseconds: isTooLate ? .max : sum)
    }

    /// How long it is since an earlier point.
    ///
    /// - Parameter earlier: the earlier point.
    /// - Returns: the time between; zero where the clock was set back.
    public func since(_ earlier: Timestamp) -> Duration {
        let (difference, isTooLong) = self.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return .milliseconds(isTooLong ? (earlier < self ? .max : 0) : max(0, difference))
    }

    /// Orders points by time.
    ///
    /// - Parameters:
    ///   - lhs: a point.
    ///   - rhs: another point.
    /// - Returns: whether the first is earlier.
    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool { lhs.milliseconds < rhs.milliseconds }
}
