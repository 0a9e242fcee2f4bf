internal import RealModule

/// Where the difference of two means of numbers in 0...1 lies, for all times at once.
///
/// A margin is outside when a test of it is rejected (``ExcessTest``); that is asked of a grid of margins, sixteen for each
/// factor of ten. So that the grid costs little, blocks are put together after the treatment's first eight numbers, until they
/// hold eight of them and a twentieth of all that came, which takes notice of counts only.
struct DifferenceBounds: Sendable {
    private(set) var bounds = Bounds(lower: -1, upper: 1)
    private let thresholds: (above: Double, below: Double)
    private var above = Self.grid.map { ExcessTest(margin: $0, guess: BoundedComparison.guess) }
    private var below = Self.grid.map { ExcessTest(margin: -$0, guess: 1 - BoundedComparison.guess) }
    private var open = Block()
    private var treatments = 0

    private static let few = 8

    private static let grid: [Double] = {
        let sizes = (1...64).map { Double.exp10(-Double($0) / 16) }
        return sizes.map { -$0 } + [0] + sizes.reversed()
    }()

    /// Begins with nothing known.
    ///
    /// - Parameter levels: with what probability an end may ever be wrong.
    init(levels: ErrorLevels) { self.thresholds = (-.log(levels.above), -.log(levels.below)) }

    /// Takes a block in.
    mutating func add(_ block: Block) {
        self.open.add(block)
        self.treatments += block.treatment.count
        let isFull = Arm.allCases.contains { self.open[$0].count >= BlockSample.room }
        let least = self.treatments <= Self.few ? 1 : max(Self.few, (self.treatments + 19) / 20)
        guard isFull || self.open.treatment.count >= least else { return }
        defer { self.open = Block() }
        for index in self.above.indices { self.above[index].bet(on: self.open) }
        let complement = self.open.complement
        for index in self.below.indices { self.below[index].bet(on: complement) }
        // Margins that are outside need no further tests: an end never moves out again.
        if let last = self.above.lastIndex(where: { $0.logEvidence >= self.thresholds.above }) {
            self.bounds.lower = self.above[last].margin
            self.above.removeFirst(last + 1)
        }
        if let first = self.below.firstIndex(where: { $0.logEvidence >= self.thresholds.below }) {
            self.bounds.upper = -self.below[first].margin
            self.below.removeLast(self.below.count - first)
        }
    }
}
