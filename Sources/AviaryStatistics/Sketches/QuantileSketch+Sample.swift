extension QuantileSketch {
    /// Evenly spaced quantiles that stand in for a random sample where a test wants numbers.
    ///
    /// What is said of a sample of `s` numbers is also said of these, and more seldom: the quantiles are off by the chance of
    /// the stream, whose numbers are `n`, and by the error of the sketch, and a random sample of `s` numbers would be off by
    /// more than both. For `1 / s = 1 / n + 2 e^2` with `e` the ``rankError`` that is so: the variance of a rank's error is
    /// `e^2 / 10.6` at most, a random sample's is `F (1 - F) / s`, and in the mean over `F` the latter is greater for all tests
    /// of ranks here (by a factor of 21 / 12 at least for Mann and Whitney's, of 21 / 6 for Cramer and von Mises'; for Anderson
    /// and Darling's, which weighs the error by `1 / (F (1 - F))`, as long as `2 ln(2 n)` is below 21).
    ///
    /// - Parameter limit: the most quantiles.
    /// - Returns: as many as a sample may have, ascending; all numbers of the stream where none was dropped and the limit allows
    ///   it; none for an empty stream, or one with infinities.
    /// - Complexity: O(k log k + s log k).
    public func standIn(atMost limit: Int = 10_000) -> [Double] {
        guard let minimum, let maximum, minimum.isFinite, maximum.isFinite else { return [] }
        let size = 1 / (1 / Double(self.count) + 2 * self.rankError * self.rankError)
        // What is rounded here is rounded to the safe side.
        let count = max(1, min(limit, Int(size * (1 + 1e-12))))
        return self.quantiles((0..<count).map { (Double($0) + 0.5) / Double(count) }).compactMap { $0 }
    }
}
