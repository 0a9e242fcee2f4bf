/// The random numbers of Python's `random.Random(seed)`, so that what is drawn with a seed agrees with it.
///
/// Source: Matsumoto and Nishimura 1998, Mersenne twister: a 623-dimensionally equidistributed uniform pseudo-random
/// number generator; the seeding by an array is of their revision of 2002.
struct MersenneTwister: Sendable {
    private static let size = 624
    private var state: [UInt32]
    private var index = Self.size

    /// - Parameter seed: a whole number, as Python takes it.
    init(seed: UInt64) {
        self.state = [19_650_218]
        for place in 1..<Self.size {
            let last = self.state[place - 1]
            self.state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(place))
        }
        let low = UInt32(truncatingIfNeeded: seed)
        let high = UInt32(truncatingIfNeeded: seed >> 32)
        let key = high == 0 ? [low] : [low, high]
        var place = 1
        for step in 0..<Self.size {
            let part = step % key.count
            self.mix(place, 1_664_525) { $0 &+ key[part] &+ UInt32(part) }
            place = self.next(place)
        }
        for _ in 1..<Self.size {
            let taken = UInt32(place)
            self.mix(place, 1_566_083_941) { $0 &- taken }
            place = self.next(place)
        }
        self.state[0] = 0x8000_0000
    }

    private mutating func mix(_ place: Int, _ factor: UInt32, _ change: (UInt32) -> UInt32) {
        let last = self.state[place - 1]
        self.state[place] = change(self.state[place] ^ ((last ^ (last >> 30)) &* factor))
    }

    private mutating func next(_ place: Int) -> Int {
        guard place + 1 == Self.size else { return place + 1 }
        self.state[0] = self.state[Self.size - 1]
        return 1
    }

    /// The next 32 random bits.
    mutating func next() -> UInt32 {
        if self.index == Self.size { self.twist() }
        var bits = self.state[self.index]
        self.index += 1
        bits ^= bits >> 11
        bits ^= (bits << 7) & 0x9D2C_5680
        bits ^= (bits << 15) & 0xEFC6_0000
        return bits ^ (bits >> 18)
    }

    private mutating func twist() {
        for place in 0..<Self.size {
            let joined = (self.state[place] & 0x8000_0000) | (self.state[(place + 1) % Self.size] & 0x7FFF_FFFF)
            let odd: UInt32 = joined & 1 == 0 ? 0 : 0x9908_B0DF
            self.state[place] = self.state[(place + 397) % Self.size] ^ (joined >> 1) ^ odd
        }
        self.index = 0
    }

    /// A random number of `0..<bound`.
    ///
    /// - Parameter bound: from 1 to 2^32 - 1.
    /// - Returns: each number as probably as any other.
    mutating func below(_ bound: Int) -> Int {
        let bits = Int.bitWidth - bound.leadingZeroBitCount
        while true {
            let drawn = Int(self.next() >> UInt32(32 - bits))
            if drawn < bound { return drawn }
        }
    }

    /// Different random numbers of `0..<bound`, in the order and by the draws of Python's
    /// `random.sample(range(bound), count)`.
    mutating func sample(_ count: Int, below bound: Int) -> [Int] {
        var fewest = 21
        if count > 5 {
            var size = 1
            while size < 3 * count { size *= 4 }
            fewest += size
        }
        return bound <= fewest ? self.shuffled(count, bound) : self.distinct(count, bound)
    }

    private mutating func shuffled(_ count: Int, _ bound: Int) -> [Int] {
        var pool = Array(0..<bound)
        return (0..<count).map { step in
            let place = self.below(bound - step)
            defer { pool[place] = pool[bound - step - 1] }
            return pool[place]
        }
    }

    private mutating func distinct(_ count: Int, _ bound: Int) -> [Int] {
        var seen: Set<Int> = []
        return (0..<count).map { _ in
            while true {
                let drawn = self.below(bound)
                if seen.insert(drawn).inserted { return drawn }
            }
        }
    }
}
