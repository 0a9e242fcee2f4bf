/// Watches a stream of numbers, one after another, and says when they are no longer what they were.
///
/// A detector's memory is bounded, and it begins anew with the number after the one at which it signalled. A number that
/// is not finite is passed over: it changes nothing and signals nothing.
public protocol StreamDetector: Sendable {
    /// Takes a number in.
    ///
    /// - Parameter value: the next number of the stream.
    /// - Returns: whether a drift is signalled at this number.
    mutating func add(_ value: Double) -> Bool
}

/// A detector that also says when a drift may be on its way.
public protocol WarningDetector: StreamDetector {
    /// Whether the last number has left the detector at its warning level.
    var isWarning: Bool { get }
}

/// Which changes of a mean are looked for.
public enum ChangeDirection: String, Sendable, Hashable, CaseIterable {
    case both
    case up
    case down

    var includesUp: Bool { self != .down }
    var includesDown: Bool { self != .up }
}

/// The mean of numbers, updated by `mean += (1 / n) (x - mean)`, in this order of operations as river's.
struct StreamMean: Sendable {
    private(set) var count = 0.0
    private(set) var mean = 0.0

    mutating func add(_ value: Double) {
        self.count += 1
        self.mean += (1 / self.count) * (value - self.mean)
    }
}

extension Double {
    /// The nearest number of 0...1.
    var clampedToUnit: Double { Swift.min(1, Swift.max(0, self)) }
}
