/// The upper bounds of a histogram's buckets, ascending; a value equal to a bound lies below it.
package struct MetricBuckets: Sendable, Hashable {
    /// The most bounds that a histogram has; the infinite one is not counted.
    package static let maximumCount = 32

    /// The bounds: seconds for durations, plain numbers otherwise.
    package let bounds: [Double]

    /// Takes bounds as they are.
    ///
    /// - Parameter bounds: finite, ascending, 1 to ``maximumCount`` of them.
    package init(_ bounds: [Double]) {
        precondition((1...MetricBuckets.maximumCount).contains(bounds.count), "a histogram has 1 to 32 bounds")
        precondition(bounds.allSatisfy(\.isFinite), "the infinite bucket is always there")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds ascend")
        self.bounds = bounds
    }

    /// The bounds in whole nanoseconds, where they are seconds.
    var nanoseconds: [Int64] { self.bounds.map { Int64(($0 * 1e9).rounded()) } }

    /// Durations of requests: 100 microseconds to 10 seconds.
    package static let latency = MetricBuckets([
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ])

    /// Durations of parts of a request: 1 microsecond to 10 seconds, because tiny models take a few microseconds.
    package static let fineLatency = MetricBuckets([
        0.000001, 0.0000025, 0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
        0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ])

    /// Sizes of batches: the powers of two from 1 to 1024.
    package static let batchSizes = MetricBuckets((0...10).map { Double(1 << $0) })

    /// Sizes of anything: the powers of four from 1 to 2 to the power of 30.
    package static let sizes = MetricBuckets((0...15).map { Double(1 << (2 * $0)) })
}
