import AviaryStatistics
import AviaryTesting
import Testing

struct RowSampleTests {
    private static func sample(_ range: Range<Int>, capacity: Int = 4, seed: UInt64) -> RowSample {
        var sample = RowSample(columns: 2, capacity: capacity, seed: seed)
        for row in range { sample.add([Double(row), Double(row) * 10]) }
        return sample
    }

    private static func first(_ sample: RowSample) -> [Double] {
        (0..<sample.count).map { sample.rows.values[2 * $0] }
    }

    @Test func `every row has the same chance, merged or not`() throws {
        let runs = 20_000
        var counts = (plain: [Int](repeating: 0, count: 20), merged: [Int](repeating: 0, count: 20))
        for run in 0..<runs {
            for row in Self.first(Self.sample(0..<20, seed: UInt64(run))) { counts.plain[Int(row)] += 1 }
            var merged = Self.sample(0..<3, seed: UInt64(2 * run))
            try merged.merge(Self.sample(3..<20, seed: UInt64(2 * run + 1)))
            #expect(merged.seen == 20 && Set(Self.first(merged)).count == 4)
            for row in Self.first(merged) { counts.merged[Int(row)] += 1 }
        }
        // A fifth of the runs, with five standard deviations to each side.
        for count in counts.plain + counts.merged { #expect(abs(count - runs / 5) < 285) }
    }

    @Test func `parts are merged in any order, and rows stay whole`() throws {
        let parts = (0..<5).map { Self.sample($0 * 100..<($0 + 1) * 100, capacity: 30, seed: UInt64($0)) }
        var (forth, back) = (parts[0], parts[4])
        for part in parts.dropFirst() { try forth.merge(part) }
        for part in parts.dropLast().reversed() { try back.merge(part) }
        #expect(Set(Self.first(forth)) == Set(Self.first(back)) && forth.count == 30 && forth.seen == 500)
        let rows = forth.rows
        for row in 0..<30 { #expect(rows.values[2 * row + 1] == rows.values[2 * row] * 10) }
        #expect(Set(Self.first(forth.keeping([1]).keeping([0, 0]))) == Set(Self.first(forth).map { $0 * 10 }))
    }

    @Test func `samples of other sizes are not merged`() {
        var sample = Self.sample(0..<3, seed: 1)
        let before = sample
        #expect(throws: SketchError.self) { try sample.merge(RowSample(columns: 3, capacity: 4)) }
        #expect(throws: SketchError.self) { try sample.merge(RowSample(columns: 2, capacity: 5)) }
        #expect(sample == before)
    }
}
