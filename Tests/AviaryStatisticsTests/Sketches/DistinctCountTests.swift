import AviaryStatistics
import AviaryTesting
import Testing

struct DistinctCountTests {
    @Test func `few words are counted almost exactly, and repeats not at all`() {
        var count = DistinctCount()
        #expect(count.estimate == 0)
        for index in 0..<1000 { count.add("word \(index % 5)") }
        #expect(abs(count.estimate - 5) < 0.05)
    }

    @Test(arguments: [6, 8, 12]) func `estimates keep to the standard error at every size`(precision: Int) {
        var squares: [Int: Double] = [:]
        let sizes = [10, 100, 1000, 3000, 10_000]
        let runs = 60
        for seed in 0..<runs {
            var count = DistinctCount(precision: precision)
            var random = Seeded(seed: UInt64(seed))
            for index in 1...10_000 {
                if seed % 2 == 0 { count.add(hash: random.next()) } else { count.add("\(seed) \(index)") }
                if sizes.contains(index) {
                    let error = count.estimate / Double(index) - 1
                    squares[index, default: 0] += error * error
                }
            }
        }
        for size in sizes {
            let error = ((squares[size] ?? 0) / Double(runs)).squareRoot()
            // The estimate of a standard deviation by 60 runs is itself off by 9%.
            #expect(error < 1.35 * DistinctCount(precision: precision).standardError)
        }
    }

    @Test func `numbers that differ in one bit are told apart, and zeros are not`() {
        var count = DistinctCount()
        for index in 0..<2000 { count.add(1 + Double(index) * .ulpOfOne) }
        #expect(abs(count.estimate / 2000 - 1) < 0.06)
        var zeros = DistinctCount()
        zeros.add(0.0)
        zeros.add(-0.0)
        #expect(abs(zeros.estimate - 1) < 0.01)
    }

    @Test func `merging is a union, in any order and grouping`() throws {
        var random = Seeded(seed: 4)
        let sketches = (0..<3).map { _ in
            var count = DistinctCount(precision: 8)
            for _ in 0..<300 { count.add("\(Int.random(in: 0..<1000, using: &random))") }
            return count
        }
        var (left, right, inner) = (sketches[0], sketches[2], sketches[1])
        try left.merge(sketches[1])
        try left.merge(sketches[2])
        try inner.merge(sketches[0])
        try right.merge(inner)
        #expect(left == right)
        var same = left
        try same.merge(left)
        #expect(same == left)
        #expect(throws: SketchError.self) { try left.merge(DistinctCount(precision: 9)) }
    }

    @Test func `hashes are the same in every run`() {
        var count = DistinctCount(precision: 4)
        for word in ["", "a", "monitoring", "a word of more than eight bytes"] { count.add(word) }
        #expect(count.serialized == [4, 1, 4, 16, 0, 0, 0] + [0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 3, 0])
    }
}
