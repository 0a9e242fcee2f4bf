internal import Glibc

/// A point of this process's time that never goes back, in nanoseconds.
///
/// A plain number, because the request path subtracts several of them for every request.
public struct Moment: Hashable, Sendable, Comparable {
    /// Nanoseconds since a point that is fixed while the machine runs.
    public let nanoseconds: UInt64

    /// Makes a moment from a number, as simulated clocks do.
    ///
    /// - Parameter nanoseconds: nanoseconds since the clock's beginning.
    public init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// The present moment.
    public static var now: Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(nanoseconds: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
    }

    /// The moment that lies so much later; the last representable one if there is none.
    ///
    /// - Parameter duration: not negative.
    /// - Returns: the later moment.
    public func advanced(by duration: Duration) -> Moment {
        self.advanced(byNanoseconds: duration.nanoseconds)
    }

    /// The moment so many nanoseconds later; the last representable one if there is none.
    ///
    /// - Parameter nanoseconds: how much later.
    /// - Returns: the later moment.
    public func advanced(byNanoseconds nanoseconds: UInt64) -> Moment {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
        return Moment(nanoseconds: overflow ? .max : sum)
    }

    /// The nanoseconds from an earlier moment to this one; 0 if it is not earlier.
    ///
    /// - Parameter earlier: the moment to count from.
    /// - Returns: nanoseconds.
    public func since(_ earlier: Moment) -> UInt64 {
        self.nanoseconds > earlier.nanoseconds ? self.nanoseconds - earlier.nanoseconds : 0
    }

    /// Orders moments in time.
    ///
    /// - Parameters:
    ///   - lhs: a moment.
    ///   - rhs: another moment.
    /// - Returns: whether the first comes before the second.
    public static func < (lhs: Moment, rhs: Moment) -> Bool { lhs.nanoseconds < rhs.nanoseconds }
}

extension Duration {
    /// The duration in whole nanoseconds: 0 if negative, the largest number if it does not fit.
    public var nanoseconds: UInt64 {
        let (seconds, attoseconds) = self.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : whole.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000)).partialValue
    }

    /// The duration in whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 {
        let (seconds, attoseconds) = self.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// The duration in seconds, by whole nanoseconds: so the nearest number, up to 100 days.
    package var seconds: Double {
        let (seconds, attoseconds) = self.components
        return (Double(seconds) * 1e9 + Double(attoseconds / 1_000_000_000)) / 1e9
    }
}
