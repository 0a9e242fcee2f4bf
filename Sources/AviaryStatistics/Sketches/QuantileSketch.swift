/// Quantiles and ranks of a stream of numbers, in bounded memory: a KLL sketch.
///
/// Numbers sit in levels; one of level `h` stands for `2^h`. When the room is full, the lowest level that is over its share is
/// sorted, and either its numbers of even or those of odd place, as a coin falls, go one level up; the others are dropped. From
/// the top a level has room for `k`, `2k/3`, `4k/9`... numbers, at least 16.
///
/// KLL and not a t-digest: its rank error is proved for every stream in every order, and holds after merging as before it;
/// a t-digest's is not bounded for adversarial streams and merges. What a t-digest has more exact are the far tails; here the
/// minimum and the maximum are exact.
///
/// A compaction at level `h` moves any fixed rank by `2^h`, 0 or `-2^h`, with mean 0; a second one with the coin turned moves it
/// back or not at all. So the error of a rank is a sum over coins, sub-Gaussian with variance `S`, the sum of `4^h` over
/// coins tossed, and exceeds `sqrt(2 S ln(2 / p))` with a probability of at most `p` (Hoeffding 1963). The sketch keeps `S`
/// itself: see ``rankError``. The coins are pseudo-random; merged sketches must have seen other numbers or begun with other
/// seeds for them to be independent.
///
/// Infinities are ordered with the numbers; NaN is not taken in; -0 is 0. Equal streams with equal seeds give equal sketches.
/// Memory is at most `8 (3 k + 16 log2(n / k))` bytes and a few; about 5 KB with `k = 200` for a million numbers.
///
/// Source: Karnin, Lang and Liberty 2016, Optimal quantile approximation in streams, without the sampler of section 3.3;
/// room shared among levels and turned coins as of Ivkin, Liberty, Lang, Karnin and Braverman 2019, Streaming quantiles
/// algorithms with small space and update time.
public struct QuantileSketch: Sketch {
    /// How much room the top level has: the error is about in inverse proportion.
    public let k: Int
    /// How many numbers have been taken in.
    public internal(set) var count = 0
    /// Free room up to `free`, then level 0 in the order of arrival, backwards, then the others, ascending each.
    var items: [Double]
    var free: Int
    /// Where each level ends in `items`.
    var ends: [Int]
    var coins: SketchCoins
    /// `S`, see above.
    var errorVariance = 0.0
    var least = Double.infinity
    var most = -Double.infinity

    /// What ``k`` may be.
    public static let sizes = 16...32_768

    /// Begins with no numbers.
    ///
    /// - Parameters:
    ///   - k: the room of the top level, in ``sizes``; with 200, ranks are off by about 1%.
    ///   - seed: where the coins begin.
    public init(k: Int = 200, seed: UInt64 = 1) {
        precondition(Self.sizes.contains(k), "a quantile sketch has a k in \(Self.sizes)")
        self.k = k
        self.items = [Double](repeating: 0, count: k)
        self.free = k
        self.ends = [k]
        self.coins = SketchCoins(seed: seed)
    }

    /// The smallest number, exactly; `nil` for none.
    public var minimum: Double? { self.count > 0 ? self.least : nil }
    /// The largest number, exactly; `nil` for none.
    public var maximum: Double? { self.count > 0 ? self.most : nil }

    /// How far ``rank(_:)`` of any one number is off, as a share, at most, with a probability of 99%: `sqrt(2 S ln 200) / n`.
    ///
    /// 0 while nothing has been dropped. It depends on how many numbers came and how sketches were merged, not on the numbers.
    public var rankError: Double {
        self.count > 0 ? (2 * self.errorVariance * 5.298_317_366_548_036).squareRoot() / Double(self.count) : 0
    }

    /// Takes the next number in.
    ///
    /// - Parameter x: any number; NaN is ignored.
    /// - Complexity: O(1) amortised, without allocation but when the stream's length has doubled.
    public mutating func add(_ x: Double) {
        guard !x.isNaN else { return }
        if self.free == 0 { self.compress() }
        self.free -= 1
        self.items[self.free] = x + 0
        self.count += 1
        self.least = min(self.least, x + 0)
        self.most = max(self.most, x + 0)
    }

    /// Takes in what another such sketch has seen, as if it had come here.
    public mutating func merge(_ other: QuantileSketch) throws(SketchError) {
        guard self.k == other.k else {
            throw .mismatch("expected a quantile sketch with k = \(self.k), got one with k = \(other.k)")
        }
        self.count = try SketchCount.sum(self.count, other.count)
        self.least = min(self.least, other.least)
        self.most = max(self.most, other.most)
        self.errorVariance += other.errorVariance
        self.coins.merge(other.coins)
        let levels = (0..<max(self.ends.count, other.ends.count)).map { level in
            (self.level(level) + other.level(level)).sorted()
        }
        self.lay(levels)
        let room = self.items.count
        while self.items.count - self.free > Self.room(k: self.k, levels: self.ends.count) { self.compress() }
        let spare = room - Self.room(k: self.k, levels: levels.count)
        self.items.removeFirst(spare)
        self.free -= spare
        for index in self.ends.indices { self.ends[index] -= spare }
    }

    /// The numbers of a level; none of one that is not there.
    func level(_ level: Int) -> ArraySlice<Double> {
        guard level < self.ends.count else { return [] }
        return self.items[(level == 0 ? self.free : self.ends[level - 1])..<self.ends[level]]
    }

    /// Lays levels out, with the room that is free, or more if they take more.
    mutating func lay(_ levels: [[Double]]) {
        let taken = levels.reduce(0) { $0 + $1.count }
        self.free = max(Self.room(k: self.k, levels: levels.count) - taken, 0)
        self.items = [Double](repeating: 0, count: self.free)
        self.ends = []
        for level in levels {
            self.items += level
            self.ends.append(self.items.count)
        }
    }

    /// Two sketches are equal if they would go on alike.
    public static func == (left: QuantileSketch, right: QuantileSketch) -> Bool {
        left.k == right.k && left.count == right.count && left.coins == right.coins
            && left.errorVariance == right.errorVariance && left.least == right.least && left.most == right.most
            && left.ends == right.ends && left.free == right.free
            && left.items[left.free...] == right.items[right.free...]
    }

    /// Hashes what tells most sketches apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.count)
        hasher.combine(self.coins)
        hasher.combine(self.items[self.free...])
    }
}
