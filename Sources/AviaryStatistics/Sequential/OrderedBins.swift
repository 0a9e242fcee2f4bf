/// Numbers in order, each known to a thousandth of its size, in bounded memory.
///
/// Bins are those of the first ten bits of the binary fraction. What is nearer to zero than `2^-40` counts as zero, what is
/// beyond `2^60` as that: at most 205,000 bins, of which latencies fill some hundreds.
struct OrderedBins: Sendable {
    private(set) var count = 0
    private var keys: [Int32] = []
    private var counts: [Int] = []

    private static let shift: UInt64 = 42
    private static let least = Int32((0x1p-40).bitPattern >> Self.shift)
    private static let most = Int32((0x1p60).bitPattern >> Self.shift)

    /// - Complexity: O(log bins), and O(bins) for the first number of a bin.
    mutating func add(_ value: Double) {
        let key = Self.key(value)
        self.count += 1
        var (low, high) = (0, self.keys.count)
        while low < high {
            let middle = (low + high) / 2
            if self.keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        if low < self.keys.count, self.keys[low] == key {
            self.counts[low] += 1
        } else {
            self.keys.insert(key, at: low)
            self.counts.insert(1, at: low)
        }
    }

    /// The bin of the number with a rank.
    ///
    /// - Parameter rank: of 1...count.
    /// - Returns: the bin's ends, between which the number lies.
    /// - Complexity: O(bins).
    func bin(ofRank rank: Int) -> Bounds {
        var before = 0
        for (key, count) in zip(self.keys, self.counts) {
            before += count
            if before >= rank { return Self.bin(key) }
        }
        return .unknown
    }

    private static func key(_ value: Double) -> Int32 {
        let size = Int32(truncatingIfNeeded: min(value.magnitude, 0x1p60).bitPattern >> Self.shift)
        guard size >= Self.least else { return 0 }
        let key = min(size, Self.most) - Self.least + 1
        return value < 0 ? -key : key
    }

    private static func bin(_ key: Int32) -> Bounds {
        guard key != 0 else { return Bounds(lower: 0, upper: 0) }
        let size = UInt64(key.magnitude - 1) + UInt64(Self.least)
        let near = Double(bitPattern: size << Self.shift)
        let far = Double(bitPattern: (size + 1) << Self.shift).nextDown
        return key > 0 ? Bounds(lower: near, upper: far) : Bounds(lower: -far, upper: -near)
    }
}
