/// Count, mean and the central moments up to the fourth, of numbers as they come.
///
/// With `M_p` the sum of `(x - mean)^p`, a number `x` that is the `n`-th moves the mean by `d / n`, `d = x - mean`, and
///
///     M_2 += d (x - mean'),   M_3 += d^3 (n - 1)(n - 2) / n^2 - 3 d M_2 / n
///     M_4 += d^4 (n - 1)(n^2 - 3n + 3) / n^3 + 6 d^2 M_2 / n^2 - 4 d M_3 / n
///
/// with the sums before it on the right. That keeps the digits that sums of powers lose.
///
/// Only numbers of a size up to ``largest`` are taken in, so that no sum overflows; NaN, infinities and what is larger are
/// counted in ``excluded``.
///
/// Source: Welford 1962, Note on a method for calculating corrected sums of squares and products; Pebay 2008, Formulas for
/// robust, one-pass parallel computation of covariances and arbitrary-order statistical moments, section 3.1.
public struct Moments: Sketch {
    /// How many numbers have been taken in.
    public private(set) var count = 0
    /// How many were not, because they are NaN, infinite, or larger than ``largest``.
    public private(set) var excluded = 0
    /// The mean; 0 for no numbers.
    public private(set) var mean = 0.0
    private var squares = 0.0
    private var cubes = 0.0
    private var fourths = 0.0
    private var least = Double.infinity
    private var most = -Double.infinity

    /// The largest size of a number that is taken in.
    public static let largest = 1e70

    /// Begins with no numbers.
    public init() {}

    /// The smallest number that was taken in; `nil` for none.
    public var minimum: Double? { self.count > 0 ? self.least : nil }
    /// The largest number that was taken in; `nil` for none.
    public var maximum: Double? { self.count > 0 ? self.most : nil }

    /// The unbiased variance, `M_2 / (n - 1)`; 0 for fewer than two numbers.
    public var variance: Double { self.count > 1 ? self.squares / Double(self.count - 1) : 0 }

    /// The root of ``variance``.
    public var standardDeviation: Double { self.variance.squareRoot() }

    /// The sample's skewness, `sqrt(n) M_3 / M_2^1.5`; `nil` for numbers that are all the same, or none.
    public var skewness: Double? {
        let scale = (self.squares / Double(self.count)).squareRoot()
        let result = self.cubes / Double(self.count) / scale / scale / scale
        return result.isFinite ? result : nil
    }

    /// The sample's kurtosis less that of a normal distribution, `n M_4 / M_2^2 - 3`; `nil` for numbers that are all the
    /// same, or none.
    public var excessKurtosis: Double? {
        let scale = self.squares / Double(self.count)
        let result = self.fourths / Double(self.count) / scale / scale - 3
        return result.isFinite ? result : nil
    }

    /// Takes the next number in.
    ///
    /// - Parameter x: any number.
    public mutating func add(_ x: Double) {
        // False for NaN too.
        guard x.magnitude <= Self.largest else {
            self.excluded += 1
            return
        }
        // No -0, so that equal moments have equal bytes.
        let x = x + 0
        let before = Double(self.count)
        self.count += 1
        let distance = x - self.mean
        let step = distance / Double(self.count)
        let term = distance * step * before
        self.mean += step
        self.fourths +=
            term * (step * step) * (before * before - before + 1) + 6 * step * step * self.squares - 4 * step
            * self.cubes
        self.cubes += term * (step * (before - 1)) - 3 * step * self.squares
        self.squares += distance * (x - self.mean)
        self.least = min(self.least, x)
        self.most = max(self.most, x)
    }

    /// Takes in what another such sketch has seen, as if it had come here.
    public mutating func merge(_ other: Moments) throws(SketchError) {
        let count = try SketchCount.sum(self.count, other.count)
        self.excluded = try SketchCount.sum(self.excluded, other.excluded)
        guard other.count > 0 else { return }
        let (mine, theirs) = (Double(self.count) / Double(count), Double(other.count) / Double(count))
        let distance = other.mean - self.mean
        // The number that weighs as much as both together.
        let weight = mine * Double(other.count)
        let square = distance * distance
        self.fourths +=
            other.fourths + square * square * weight * (mine * mine - mine * theirs + theirs * theirs)
            + 6 * square * (mine * mine * other.squares + theirs * theirs * self.squares)
            + 4 * distance * (mine * other.cubes - theirs * self.cubes)
        self.cubes +=
            other.cubes + square * distance * weight * (mine - theirs)
            + 3 * distance * (mine * other.squares - theirs * self.squares)
        self.squares += other.squares + square * weight
        self.least = min(self.least, other.least)
        self.most = max(self.most, other.most)
        // Rounding must not carry it out of the numbers' range.
        self.mean = min(max(self.mean * mine + other.mean * theirs, self.least), self.most)
        self.count = count
    }

    /// The sketch as bytes.
    public var serialized: [UInt8] {
        var writer = SketchWriter(.moments)
        writer.append(count: self.count)
        writer.append(count: self.excluded)
        for number in [self.mean, self.squares, self.cubes, self.fourths, self.least, self.most] {
            writer.append(number)
        }
        return writer.bytes
    }

    /// Reads a sketch.
    ///
    /// - Parameter serialized: what ``serialized`` has given.
    /// - Throws: ``SketchError/malformed(_:)`` for other bytes.
    public init(serialized: [UInt8]) throws(SketchError) {
        var reader = try SketchReader(serialized, kind: .moments)
        self.count = try reader.count()
        self.excluded = try reader.count()
        self.mean = try reader.number()
        self.squares = try reader.number()
        self.cubes = try reader.number()
        self.fourths = try reader.number()
        self.least = try reader.number()
        self.most = try reader.number()
        try reader.finish()
        guard self.count > 0 else {
            try reader.check(
                serialized.dropFirst(18).elementsEqual(Moments().serialized.dropFirst(18)),
                "no moments of no numbers"
            )
            return
        }
        try reader.check(
            -Self.largest <= self.least && self.least <= self.mean && self.mean <= self.most
                && self.most <= Self.largest,
            "a mean within the numbers' range"
        )
        // What numbers of the largest size could give, with room for rounding.
        let (count, span) = (Double(self.count), 2.1 * Self.largest)
        try reader.check(
            (0...count * span * span).contains(self.squares)
                && self.cubes.magnitude <= count * span * span * span
                && self.fourths.magnitude <= count * span * span * span * span,
            "moments that numbers can have"
        )
    }
}
