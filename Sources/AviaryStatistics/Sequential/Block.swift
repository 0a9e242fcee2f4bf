/// Some numbers of 0...1 of one arm; zeros and ones are counted only.
struct BlockSample: Sendable {
    private(set) var zeros = 0
    private(set) var ones = 0
    private(set) var others: [Double] = []

    /// How many numbers are kept; what comes beyond them is left out, whatever it is.
    static let room = 16_384

    /// Nothing yet.
    init() {}

    /// Zeros and ones that were counted elsewhere.
    init(zeros: Int, ones: Int) { (self.zeros, self.ones) = (zeros, ones) }

    var count: Int { self.zeros + self.ones + self.others.count }
    var sum: Double { Double(self.ones) + self.others.reduce(0, +) }

    mutating func add(_ value: Double) {
        guard self.count < Self.room else { return }
        if value == 0 {
            self.zeros += 1
        } else if value == 1 {
            self.ones += 1
        } else {
            self.others.append(value)
        }
    }

    mutating func add(_ other: BlockSample) {
        self.zeros += other.zeros
        self.ones += other.ones
        self.others += other.others
    }

    /// The same numbers, taken from one.
    var complement: BlockSample {
        var result = self
        (result.zeros, result.ones) = (self.ones, self.zeros)
        result.others = self.others.map { 1 - $0 }
        return result
    }
}

/// Numbers of both arms that are bet on at once.
typealias Block = ArmPair<BlockSample>

extension Block {
    init() { self.init(control: BlockSample(), treatment: BlockSample()) }

    /// The same numbers, taken from one.
    var complement: Block { Block(control: self.control.complement, treatment: self.treatment.complement) }

    mutating func add(_ other: Block) {
        self.control.add(other.control)
        self.treatment.add(other.treatment)
    }
}

/// Cuts two streams into blocks that hold numbers of both.
///
/// A bet on the difference of two means is fair only if it weighs as much on the one as on the other, so it needs both. A
/// block ends as soon as its arms stand in a proportion that is within a factor of two of that of all numbers, or when both
/// have five, lest a run of one arm's numbers delays what they tell. That takes notice of where numbers came from and never
/// of what they are, which the proof in ``ExcessTest`` asks for.
struct BlockFormer: Sendable {
    private static let longEnough = 5
    private var open = Block()
    private(set) var counts = ArmPair(control: 0, treatment: 0)

    /// Takes a number in.
    ///
    /// - Returns: the block that it has filled.
    mutating func add(_ value: Double, to arm: Arm) -> Block? {
        self.counts[arm] += 1
        self.open[arm].add(value)
        let treatment = self.open.treatment.count
        let control = self.open.control.count
        guard treatment > 0, control > 0 else { return nil }
        // In products rather than quotients: control / treatment against counts.control / counts.treatment.
        let inBlock = Double(control) * Double(self.counts.treatment)
        let inAll = Double(treatment) * Double(self.counts.control)
        let isLong = min(treatment, control) >= Self.longEnough
        guard isLong || (inBlock * 2 >= inAll && inAll * 2 >= inBlock) else { return nil }
        defer { self.open = Block() }
        return self.open
    }
}
