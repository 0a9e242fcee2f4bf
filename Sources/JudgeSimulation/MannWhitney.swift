import AviaryStatistics
import RealModule

/// The Mann-Whitney U test as canary judges use it: with the normal approximation, corrected for ties and for continuity.
///
/// Numbers are sorted into bins, so that a number costs a few steps however many came before; those of one bin are ties.
struct MannWhitney {
    /// For each arm the numbers of each bin, as a tree of partial sums (Fenwick 1994).
    private var trees: ArmPair<[Int]>
    private var bins: [Int]
    private var counts = ArmPair(control: 0, treatment: 0)
    /// Twice the number of pairs in which the treatment's number is the larger one, ties being half of one.
    private var doubledWins = 0

    init(bins: Int) {
        let empty = [Int](repeating: 0, count: bins + 1)
        self.trees = ArmPair(control: empty, treatment: empty)
        self.bins = [Int](repeating: 0, count: bins)
    }

    mutating func add(_ bin: Int, to arm: Arm) {
        let other: Arm = arm == .control ? .treatment : .control
        let below = Self.sum(self.trees[other], through: bin)
        let upTo = Self.sum(self.trees[other], through: bin + 1)
        self.doubledWins += arm == .treatment ? below + upTo : 2 * self.counts[other] - below - upTo
        self.counts[arm] += 1
        self.bins[bin] += 1
        var index = bin + 1
        while index < self.trees[arm].count {
            self.trees[arm][index] += 1
            index += index & -index
        }
    }

    private static func sum(_ tree: [Int], through bin: Int) -> Int {
        var (result, index) = (0, bin)
        while index > 0 {
            result += tree[index]
            index -= index & -index
        }
        return result
    }

    /// Whether the treatment's numbers are larger, significantly at 0.05 on two sides.
    var isAlarmed: Bool {
        let (controls, treatments) = (Double(self.counts.control), Double(self.counts.treatment))
        let all = controls + treatments
        guard controls > 0, treatments > 0 else { return false }
        let ties = self.bins.reduce(0.0) { $0 + Double($1) * (Double($1) * Double($1) - 1) }
        let variance = controls * treatments / 12 * (all + 1 - ties / (all * (all - 1)))
        guard variance > 0 else { return false }
        let excess = Double(self.doubledWins) / 2 - controls * treatments / 2 - 0.5
        return excess / variance.squareRoot() > 1.959963984540054
    }
}
