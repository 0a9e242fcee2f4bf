/// The ranks of two samples' numbers among all of both, where equal numbers are put into an order by lot.
///
/// If both samples come from one distribution, continuous or not, all ways to share out the ranks are equally likely. So a test
/// of ranks keeps its level with numbers that tie, also far out in the tail, where the usual corrections for ties fail when
/// nearly all numbers are equal.
///
/// Source: Lehmann and Romano 2005, Testing Statistical Hypotheses, section 6.8, on tests that are unbiased by randomisation.
public struct BrokenTies: Sendable, Hashable {
    /// The first sample's ranks from 1, ascending.
    public let first: [Double]
    /// The second sample's ranks, ascending.
    public let second: [Double]

    /// Ranks two samples.
    ///
    /// - Parameters:
    ///   - sortedA: finite, ascending.
    ///   - sortedB: likewise.
    ///   - seed: decides the lot; another one for each comparison, or an unlucky lot comes again with the same numbers.
    /// - Complexity: O(n + m).
    public init(_ sortedA: [Double], _ sortedB: [Double], seed: UInt64) {
        var (first, second) = ([Double](), [Double]())
        first.reserveCapacity(sortedA.count)
        second.reserveCapacity(sortedB.count)
        var state = SketchHash.mix(seed)
        for run in PooledRuns(sortedA, sortedB) {
            // Each way to choose the places of the first sample's numbers is equally likely (Knuth, algorithm 3.4.2S).
            var left = run.countA
            for rest in stride(from: run.countA + run.countB, to: 0, by: -1) {
                let rank = Double(first.count + second.count + 1)
                state &+= SketchHash.increment
                if SketchHash.mix(state).multipliedFullWidth(by: UInt64(rest)).high < UInt64(left) {
                    first.append(rank)
                    left -= 1
                } else {
                    second.append(rank)
                }
            }
        }
        self.first = first
        self.second = second
    }
}
