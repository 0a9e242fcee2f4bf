/// Kolmogorov-Smirnov windowing: the latest numbers against a random sample of those before them.
///
/// Of a sliding window of `windowSize` numbers the last `statSize` are compared with as many of the others, drawn anew at
/// each number without replacement. A drift is a two-sided p-value (``KolmogorovSmirnov``, exact for up to 10,000
/// numbers) of at most `alpha` where the distance also exceeds 0.1; the number after it begins an empty window, and the
/// draws from the seed again. Numbers are of any range; ties make it more cautious, and constants never drift. It tests
/// at every number, so false alarms are far more frequent than `alpha` for a whole stream.
///
/// With a seed it draws what Python's `random.Random(seed).sample` draws, and its indices agree with river's.
///
/// Source: Raab, Heusinger and Schleif 2020, Reactive soft prototype computing for concept drift streams.
public struct KSWIN: StreamDetector {
    private let alpha: Double
    private let windowSize: Int
    private let statSize: Int
    private let seed: UInt64
    private var random: MersenneTwister
    /// A ring once it is full, whose oldest number is at `oldest`.
    private var window: [Double] = []
    private var oldest = 0

    /// Begins with an empty window.
    ///
    /// - Parameters:
    ///   - alpha: the p-value that is a drift, in 0...1.
    ///   - windowSize: how many numbers the window holds, at least twice `statSize`.
    ///   - statSize: how many numbers are compared, at least 1.
    ///   - seed: of the draws.
    public init(alpha: Double = 0.005, windowSize: Int = 100, statSize: Int = 30, seed: UInt64 = 0) {
        precondition(alpha >= 0 && alpha <= 1 && statSize >= 1 && windowSize >= 2 * statSize)
        self.alpha = alpha
        self.windowSize = windowSize
        self.statSize = statSize
        self.seed = seed
        self.random = MersenneTwister(seed: seed)
    }

    /// - Complexity: O(r log r) for `r = statSize` while that is much smaller than the window; memory O(windowSize).
    public mutating func add(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        if self.window.count < self.windowSize {
            self.window.append(value)
        } else {
            self.window[self.oldest] = value
            self.oldest = (self.oldest + 1) % self.windowSize
        }
        guard self.window.count == self.windowSize else { return false }
        let earlier = self.windowSize - self.statSize
        let drawn = self.random.sample(self.statSize, below: earlier).map { self.number(at: $0) }
        let latest = (earlier..<self.windowSize).map { self.number(at: $0) }
        let result = KolmogorovSmirnov.test(drawn, latest)
        guard let pValue = result.pValue, pValue <= self.alpha, result.statistic > 0.1 else { return false }
        self.window.removeAll(keepingCapacity: true)
        self.oldest = 0
        self.random = MersenneTwister(seed: self.seed)
        return true
    }

    /// The number at a place of the full window, the oldest first.
    private func number(at place: Int) -> Double { self.window[(self.oldest + place) % self.windowSize] }
}
