/// The early drift detection method: errors that come closer together than they did.
///
/// Of the distances between errors (numbers that are 1; all others are no errors) the mean `p` and the unbiased standard
/// deviation `s` are kept, and the greatest `p + 2 s` since the beginning. At an error, `(p + 2 s) / max(p + 2 s)` below
/// `beta` is a drift, below `alpha` a warning, once more than `warmStart` numbers and as many errors came. Indices agree
/// with river's, of whose details these are kept: the first distance is from the beginning, and a warning stays until an
/// error that brings no new greatest ends it.
///
/// Source: Baena-Garcia and others 2006, Early drift detection method.
public struct EDDM: WarningDetector {
    /// Whether the last number has left it at its warning level.
    public private(set) var isWarning = false
    private let warmStart: Int
    private let alpha: Double
    private let beta: Double
    private var distance = StreamMean()
    /// The sum of squared deviations of distances.
    private var squares = 0.0
    private var count = 0
    private var lastError = 0
    private var greatest = -1.0
    private var isDrift = false

    /// Begins without a number.
    ///
    /// - Parameters:
    ///   - warmStart: after how many numbers and errors it looks, not negative.
    ///   - alpha: below which ratio it warns.
    ///   - beta: below which ratio it signals a drift, at most `alpha`.
    public init(warmStart: Int = 30, alpha: Double = 0.95, beta: Double = 0.9) {
        precondition(warmStart >= 0 && alpha >= beta)
        self.warmStart = warmStart
        self.alpha = alpha
        self.beta = beta
    }

    /// - Complexity: O(1).
    public mutating func add(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        if self.isDrift { self.restart() }
        self.count += 1
        guard value == 1 else { return false }
        let mean = self.distance.mean
        let distance = Double(self.count - self.lastError)
        self.distance.add(distance)
        self.squares += (distance - mean) * (distance - self.distance.mean)
        self.lastError = self.count
        if self.count > self.warmStart { self.look() }
        return self.isDrift
    }

    private mutating func look() {
        let errors = self.distance.count
        let variance = errors > 1 ? self.squares / (errors - 1) : 0
        let spread = self.distance.mean + 2 * variance.squareRoot()
        if spread > self.greatest {
            self.greatest = spread
        } else if errors > Double(self.warmStart) {
            let level = spread / self.greatest
            if level < self.beta {
                self.isDrift = true
            } else {
                self.isWarning = level < self.alpha
            }
        }
    }

    private mutating func restart() {
        self = Self(warmStart: self.warmStart, alpha: self.alpha, beta: self.beta)
    }
}
