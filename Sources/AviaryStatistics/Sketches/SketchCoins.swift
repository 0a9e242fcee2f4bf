/// The coins that a quantile sketch tosses, one for every second compaction of a level; the compaction between takes the
/// other face, so that what the two do to a rank is at most what one does.
struct SketchCoins: Sendable, Hashable {
    private(set) var state: UInt64
    /// The levels whose last coin is to be turned at the next compaction, as bits.
    private(set) var turning: UInt64 = 0
    /// The faces of those coins.
    private(set) var faces: UInt64 = 0

    init(seed: UInt64) { self.state = seed }

    init(state: UInt64, turning: UInt64, faces: UInt64) {
        self.state = state
        self.turning = turning
        self.faces = faces
    }

    /// A coin for a compaction.
    ///
    /// - Parameters:
    ///   - level: the level.
    ///   - salt: a number of the compaction, so that two sketches with one seed do not toss the same coins for different streams.
    /// - Returns: 0 or 1, and whether it was tossed now.
    mutating func toss(level: Int, salt: Double) -> (face: Int, isNew: Bool) {
        let bit: UInt64 = 1 << UInt64(level)
        if self.turning & bit != 0 {
            let face = self.faces & bit == 0 ? 1 : 0
            self.turning &= ~bit
            self.faces &= ~bit
            return (face, false)
        }
        self.state &+= SketchHash.increment
        let isHead = SketchHash.mix(self.state ^ SketchHash.hash(salt)) >> 63 == 1
        self.turning |= bit
        if isHead { self.faces |= bit }
        return (isHead ? 1 : 0, true)
    }

    /// The coins of a merged sketch, the same either way round.
    mutating func merge(_ other: SketchCoins) {
        self.state &+= other.state
        // Where both have a coin to turn, neither is.
        let turning = self.turning ^ other.turning
        self.faces = (self.faces | other.faces) & turning
        self.turning = turning
    }
}
