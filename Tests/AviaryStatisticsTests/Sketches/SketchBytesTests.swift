import AviaryStatistics
import AviaryTesting
import Testing

struct SketchBytesTests {
    /// Sketches of one type, empty, small and large.
    private static func streams(_ seed: UInt64) -> [[Double]] {
        [[], [3.25], Stream.zipf.numbers(40, seed: seed), Stream.shuffled.numbers(3000, seed: seed)]
    }

    private static func check<S: Sketch>(_ sketches: [S]) throws {
        var random = Seeded(seed: 11)
        for sketch in sketches {
            let bytes = sketch.serialized
            #expect(try S(serialized: bytes) == sketch)
            #expect(throws: SketchError.self) { try S(serialized: [bytes[0] ^ 1] + bytes.dropFirst()) }
            #expect(throws: SketchError.self) { try S(serialized: [bytes[0], bytes[1] + 1] + bytes.dropFirst(2)) }
            #expect(throws: SketchError.self) { try S(serialized: bytes + [0]) }
            for length in (0..<min(bytes.count, 200)) {
                #expect(throws: SketchError.self) { try S(serialized: Array(bytes.prefix(length))) }
            }
            for _ in 0..<1500 {
                var changed = bytes
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    // Mostly the head, where counts and sizes are.
                    let end = Bool.random(using: &random) ? min(changed.count, 80) : changed.count
                    let place = Int.random(in: 2..<end, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: changed[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                    case 2: changed.remove(at: place)
                    default: changed.insert(UInt8.random(in: 0...255, using: &random), at: place)
                    }
                    if changed.count < 8 { changed = bytes }
                }
                guard var read = try? S(serialized: changed) else { continue }
                // What is taken has the bytes as its only form, and works.
                #expect(read.serialized == changed)
                try? read.merge(sketch)
                try? read.merge(read)
                #expect(try S(serialized: read.serialized) == read)
            }
        }
    }

    @Test func `moments`() throws { try Self.check(Self.streams(1).map(MomentsTests.moments)) }

    @Test func `quantile sketches`() throws {
        try Self.check(Self.streams(2).map { QuantileSketchTests.sketch($0, k: 32) })
        try Self.check([QuantileSketchTests.sketch([.infinity, -.infinity, -0.0])])
    }

    @Test func `category counts`() throws {
        try Self.check([0, 5, 900].map { CategoryCountsTests.counts(CategoryCountsTests.words($0, seed: 3)) })
    }

    @Test func `distinct counts`() throws {
        try Self.check(
            Self.streams(4).map { numbers in
                var count = DistinctCount(precision: 5)
                for number in numbers { count.add(number) }
                return count
            }
        )
    }

    @Test func `histograms`() throws {
        try Self.check(
            Self.streams(5).map { numbers in
                var histogram = Histogram(edges: [0, 1, 2, 500, 800])
                for number in numbers { histogram.add(number) }
                return histogram
            }
        )
    }

    @Test func `summaries`() throws {
        try Self.check(
            Self.streams(6).map { numbers in
                var summary = NumberSummary(k: 16)
                for number in numbers + [.nan] { summary.add(number) }
                summary.add(nil)
                return summary
            }
        )
        try Self.check(
            [0, 7, 600].map { size in
                var summary = CategorySummary(capacity: 8)
                for word in CategoryCountsTests.words(size, seed: 7) { summary.add(word) }
                summary.add(nil)
                return summary
            }
        )
    }

    @Test func `reservoirs`() throws {
        var random = Seeded(seed: 8)
        var reservoir = Reservoir<Double>(capacity: 5)
        for _ in 0..<3 {
            let bytes = reservoir.serialized
            #expect(try Reservoir<Double>(serialized: bytes) == reservoir)
            #expect(throws: SketchError.self) { try Reservoir<Double>(serialized: bytes + [1]) }
            #expect(throws: SketchError.self) { try Reservoir<Double>(serialized: bytes.dropLast()) }
            for number in 0..<4 { reservoir.add(Double(number), using: &random) }
        }
    }

    @Test func `samples of rows`() throws {
        try Self.check(
            [0, 3, 40].map { size in
                var sample = RowSample(columns: 2, capacity: 8, seed: 9)
                for row in 0..<size { sample.add([Double(row), row.isMultiple(of: 3) ? .nan : 0.5]) }
                return sample
            }
        )
    }

    @Test func `summaries count what is missing`() throws {
        var numbers = NumberSummary()
        #expect(numbers.missingShare == nil)
        for x in [1, 2, nil, .nan, .infinity, 1e300, 2] as [Double?] { numbers.add(x) }
        #expect(numbers.count == 4 && numbers.missing == 3 && numbers.missingShare == 3.0 / 7)
        #expect(numbers.moments.excluded == 1 && numbers.quantiles.maximum == 1e300)
        #expect(numbers.distinct.estimate.rounded() == 3)
        var words = CategorySummary()
        for word in ["a", nil, "b", "a"] { words.add(word) }
        #expect(words.count == 3 && words.missing == 1 && words.distinct.estimate.rounded() == 2)
        let before = numbers
        #expect(throws: SketchError.self) { try numbers.merge(NumberSummary(k: 50)) }
        #expect(numbers == before)
    }
}
