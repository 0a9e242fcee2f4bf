/// The levels that a sequence has had, so that one is known when it comes back.
public struct LevelHistory: Sendable, Hashable {
    /// How many levels are remembered; the oldest is forgotten first.
    public static let capacity = 16

    /// A stretch of values about one level.
    private struct Level: Hashable {
        let mean: Double
        /// The variance of the mean.
        let variance: Double
    }

    private var levels: [Level] = []

    /// Begins with no levels.
    public init() {}

    /// How many levels are remembered.
    public var count: Int { self.levels.count }

    /// Remembers the level of a stretch that has ended.
    ///
    /// - Parameters:
    ///   - mean: the mean of its values.
    ///   - variance: the variance of its values.
    ///   - count: how many values it has, at least one.
    public mutating func remember(mean: Double, variance: Double, count: Int) {
        self.levels.append(Level(mean: mean, variance: variance / Double(max(1, count))))
        if self.levels.count > Self.capacity { self.levels.removeFirst() }
    }

    /// Whether a new level is one that was there before the last one.
    ///
    /// Two means are the same where they differ by at most two standard errors of their difference, and the last level, which
    /// has just been left, is further away than that.
    ///
    /// - Parameters:
    ///   - mean: the mean of the new level's values.
    ///   - variance: the variance of these values.
    ///   - count: how many there are, at least one.
    /// - Returns: how many levels ago it was, 2 or more; `nil` for a new level.
    public func recurrence(mean: Double, variance: Double, count: Int) -> Int? {
        let own = variance / Double(max(1, count))
        func isSame(_ level: Level) -> Bool {
            (level.mean - mean).magnitude <= 2 * (level.variance + own).squareRoot()
        }
        guard let last = self.levels.last, !isSame(last) else { return nil }
        for (distance, level) in self.levels.reversed().enumerated().dropFirst() where isSame(level) {
            return distance + 1
        }
        return nil
    }
}
