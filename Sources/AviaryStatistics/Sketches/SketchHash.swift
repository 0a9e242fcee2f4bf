/// The 64-bit hash of words and numbers that sketches count by.
///
/// It is stable between runs, processes and machines, unlike Swift's own. Anybody can make words that collide, so that it
/// must not guard anything.
enum SketchHash {
    /// The last mixing step of SplitMix64, a bijection in which every bit depends on every other.
    ///
    /// Source: Steele, Lea and Flood 2014, Fast splittable pseudorandom number generators, figure 20.
    static func mix(_ bits: UInt64) -> UInt64 {
        var bits = bits
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// Equal for 0 and -0.
    static func hash(_ number: Double) -> UInt64 { self.mix((number + 0).bitPattern &+ Self.increment) }

    /// Of the word's UTF-8 bytes, eight at a time.
    static func hash(_ word: String) -> UInt64 {
        var hash: UInt64 = 0
        var (block, filled): (UInt64, UInt64) = (0, 0)
        var count: UInt64 = 0
        for byte in word.utf8 {
            block |= UInt64(byte) << filled
            filled += 8
            count += 1
            if filled == 64 {
                hash = self.mix(hash ^ block) &+ Self.increment
                (block, filled) = (0, 0)
            }
        }
        return self.mix(self.mix(hash ^ block) &+ (count + 1) &* Self.increment)
    }

    /// The golden ratio's part behind the point, in 64 bits, made odd: what SplitMix64 adds at each step.
    static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
}
