internal import AviaryCore

/// What a run of a model costs, learned from its runs, so that quick ones can be made where the request arrives.
///
/// Runs are told apart by the size of their inputs, in powers of two; for each size the cost is an exponentially weighted
/// mean. One run that was disturbed sends a few requests to the model's own threads, and the next ones bring it back.
package struct RunCost: Sendable {
    /// Up to this cost, in nanoseconds, a run is made on the event loop.
    ///
    /// It is about what waking another thread and being woken by it costs in
    /// latency on a busy machine, and no longer than other connections may be kept waiting.
    package static let inlineLimit: UInt64 = 250_000

    /// The mean cost for inputs of `2^(index - 1)..<2^index` bytes; 0 where nothing is known.
    private var means = [UInt64](repeating: 0, count: 65)

    package init() {}

    /// Learns from a run.
    ///
    /// - Parameters:
    ///   - byteCount: the size of its inputs.
    ///   - nanoseconds: what it took.
    package mutating func record(byteCount: Int, nanoseconds: UInt64) {
        let index = RunCost.index(of: byteCount)
        let mean = self.means[index]
        // A cost of 0 means that nothing is known.
        self.means[index] = max(1, mean == 0 ? nanoseconds : mean - mean / 8 + nanoseconds / 8)
    }

    /// What a run is expected to cost: known from its size, or from a larger one.
    ///
    /// - Parameter byteCount: the size of its inputs.
    /// - Returns: nanoseconds; `nil` where neither this nor any larger size has been run.
    package func estimate(byteCount: Int) -> UInt64? {
        for index in RunCost.index(of: byteCount)..<self.means.count where self.means[index] > 0 {
            return self.means[index]
        }
        return nil
    }

    /// Whether a run is quick enough to be made where the request arrives.
    ///
    /// - Parameter byteCount: the size of its inputs.
    /// - Returns: whether the expected cost is known and small.
    package func isInline(byteCount: Int) -> Bool {
        guard let estimate = self.estimate(byteCount: byteCount) else { return false }
        return estimate <= RunCost.inlineLimit
    }

    private static func index(of byteCount: Int) -> Int { Int.bitWidth - byteCount.leadingZeroBitCount }
}
