internal import CoreMetrics
internal import Synchronization

/// A distribution at one moment.
struct HistogramReading: Sendable {
    /// The buckets' upper bounds, ascending, the infinite one left out.
    let bounds: [Double]
    /// How many values fell into each bucket, and last into the infinite one; each value is counted once.
    let counts: [UInt64]
    /// The sum of all values.
    let sum: Double
}

/// Counts by bucket; a value belongs to the first bucket whose bound is not below it.
///
/// All of it lies inside the object that has it: counting touches no other memory and takes no lock.
struct BucketCounts<Bound: Comparable & BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    private let bounds: InlineArray<32, Bound>
    private let boundCount: Int
    private let counts = InlineArray<33, Atomic<UInt64>> { _ in Atomic(0) }

    /// Makes empty buckets.
    ///
    /// - Parameters:
    ///   - bounds: the upper bounds, ascending, 1 to 32 of them.
    ///   - filler: stands in the places that are not used.
    init(_ bounds: [Bound], filler: Bound) {
        precondition((1...MetricBuckets.maximumCount).contains(bounds.count), "a histogram has 1 to 32 bounds")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds ascend")
        self.bounds = InlineArray { index in index < bounds.count ? bounds[index] : filler }
        self.boundCount = bounds.count
    }

    /// Counts one value.
    ///
    /// - Parameter value: not NaN.
    /// - Complexity: O(bounds below the value).
    @inline(__always)
    func count(_ value: Bound) {
        var index = 0
        while index < self.boundCount, value > self.bounds[index] { index += 1 }
        self.counts[index].wrappingAdd(1, ordering: .relaxed)
    }

    /// The present counts, the infinite bucket's last.
    func read() -> [UInt64] { (0...self.boundCount).map { self.counts[$0].load(ordering: .relaxed) } }
}

/// A distribution of durations, counted in nanoseconds and shown in seconds.
final class DurationHistogram: MetricSeries, TimerHandler {
    let identity: SeriesIdentity
    private let buckets: BucketCounts<Int64>
    private let bounds: [Double]
    private let nanoseconds = Atomic<UInt64>(0)

    /// Makes an empty distribution.
    ///
    /// - Parameters:
    ///   - identity: where the registry keeps it.
    ///   - bounds: the buckets' upper bounds in nanoseconds.
    init(_ identity: SeriesIdentity, bounds: [Int64]) {
        self.identity = identity
        self.buckets = BucketCounts(bounds, filler: .max)
        self.bounds = bounds.map { Double($0) / 1e9 }
    }

    func recordNanoseconds(_ duration: Int64) {
        let duration = max(duration, 0)
        self.buckets.count(duration)
        self.nanoseconds.wrappingAdd(UInt64(duration), ordering: .relaxed)
    }

    func read() -> SeriesReading {
        let sum = Double(self.nanoseconds.load(ordering: .relaxed)) / 1e9
        return .histogram(HistogramReading(bounds: self.bounds, counts: self.buckets.read(), sum: sum))
    }
}

/// A distribution of plain numbers.
final class ValueHistogram: MetricSeries, RecorderHandler {
    let identity: SeriesIdentity
    private let buckets: BucketCounts<Double>
    private let bounds: [Double]
    private let sum = AtomicDouble()

    /// Makes an empty distribution.
    ///
    /// - Parameters:
    ///   - identity: where the registry keeps it.
    ///   - bounds: the buckets' upper bounds.
    init(_ identity: SeriesIdentity, bounds: [Double]) {
        self.identity = identity
        self.buckets = BucketCounts(bounds, filler: .infinity)
        self.bounds = bounds
    }

    func record(_ value: Int64) { self.record(Double(value)) }

    func record(_ value: Double) {
        // What is not a number belongs into no bucket, and what is infinite would spoil the sum for ever.
        guard value.isFinite else { return }
        self.buckets.count(value)
        self.sum.add(value)
    }

    func read() -> SeriesReading {
        .histogram(HistogramReading(bounds: self.bounds, counts: self.buckets.read(), sum: self.sum.load()))
    }
}
