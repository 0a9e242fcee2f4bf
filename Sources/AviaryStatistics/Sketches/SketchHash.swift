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
        var word = word
        return word.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            var hash: UInt64 = 0
            var offset = 0
            while bytes.count - offset >= 8 {
                let block = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                hash = self.mix(hash ^ block) &+ Self.increment
                offset += 8
            }
            var block: UInt64 = 0
            for index in offset..<bytes.count { block |= UInt64(bytes[index]) << UInt64(8 * (index - offset)) }
            return self.mix(self.mix(hash ^ block) &+ (UInt64(bytes.count) + 1) &* Self.increment)
        }
    }

    /// The golden ratio's part behind the point, in 64 bits, made odd: what SplitMix64 adds at each step.
    static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
}
