import AviaryStatistics
import AviaryTesting
import Testing

struct HistogramTests {
    @Test func `a bin has its lower edge, and the last one both`() {
        var histogram = Histogram(edges: [0, 1, 2, 4])
        for x in [-0.0, 0.5, 1, 1.999, 2, 4, 4.1, -1, .infinity, -.infinity, .nan] { histogram.add(x) }
        #expect(histogram.counts == [2, 2, 2])
        #expect(histogram.below == 2 && histogram.above == 2 && histogram.total == 10)
    }

    @Test func `every number is in the bin between whose edges it lies`() {
        var random = Seeded(seed: 1)
        for size in 2..<40 {
            let edges = Set((0..<size).map { _ in Double.random(in: 0..<1, using: &random) }).sorted()
            for _ in 0..<50 {
                var histogram = Histogram(edges: edges)
                let x = Double.random(in: -0.1..<1.1, using: &random)
                histogram.add(x)
                #expect(histogram.below == (x < edges[0] ? 1 : 0))
                for bin in histogram.counts.indices where histogram.counts[bin] == 1 {
                    #expect(edges[bin] <= x && x < edges[bin + 1])
                }
                #expect(histogram.total == 1)
            }
        }
    }

    @Test func `histograms with the same edges add up`() throws {
        var (one, other, whole) = (
            Histogram(edges: [0, 1, 2]), Histogram(edges: [0, 1, 2]), Histogram(edges: [0, 1, 2])
        )
        for (index, x) in [-1, 0, 0.5, 1, 3].enumerated() {
            if index % 2 == 0 { one.add(x) } else { other.add(x) }
            whole.add(x)
        }
        var left = one
        try left.merge(other)
        try other.merge(one)
        #expect(left == whole && other == whole)
        #expect(throws: SketchError.self) { try one.merge(Histogram(edges: [0, 1, 3])) }
    }
}
