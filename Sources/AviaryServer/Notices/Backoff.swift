/// How long to wait before something that has failed is tried again: longer each time, and never the same for all.
struct Backoff: Sendable {
    /// The first wait, before chance.
    var first = Duration.milliseconds(500)
    /// The longest wait, before chance.
    var longest = Duration.seconds(120)

    /// The wait after a failure.
    ///
    /// | failures | 1 | 2 | 3 | 4 | ... | 9 and more |
    /// | --- | --- | --- | --- | --- | --- | --- |
    /// | seconds | 0.5 | 1 | 2 | 4 | ... | 120 |
    ///
    /// Half of it is left to chance, so that many who wait for the same do not come back together ("equal jitter": Brooker,
    /// Exponential backoff and jitter, 2015).
    ///
    /// - Parameters:
    ///   - failures: how many there were in a row, 1 at least.
    ///   - random: decides the rest.
    /// - Returns: half to all of what the table says.
    func wait(after failures: Int, using random: inout some RandomNumberGenerator) -> Duration {
        let doublings = min(max(failures, 1) - 1, 20)
        let whole = min(self.first * (1 << doublings), self.longest)
        return whole / 2 + whole / 2 * Double.random(in: 0...1, using: &random)
    }
}
