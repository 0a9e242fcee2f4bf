import AviaryStatistics
import AviaryTesting
import Testing

struct ReservoirTests {
    @Test func `every element has the same chance, merged or not`() throws {
        var random = Seeded(seed: 1)
        let runs = 20_000
        var counts = (plain: [Int](repeating: 0, count: 20), merged: [Int](repeating: 0, count: 20))
        for _ in 0..<runs {
            var (plain, left, right) = (
                Reservoir<Int>(capacity: 4), Reservoir<Int>(capacity: 4), Reservoir<Int>(capacity: 4)
            )
            for element in 0..<20 {
                plain.add(element, using: &random)
                if element < 3 { left.add(element, using: &random) } else { right.add(element, using: &random) }
            }
            try left.merge(right, using: &random)
            #expect(left.seen == 20 && Set(left.elements).count == 4)
            for element in plain.elements { counts.plain[element] += 1 }
            for element in left.elements { counts.merged[element] += 1 }
        }
        // A fifth of the runs, with five standard deviations to each side.
        for count in counts.plain + counts.merged { #expect(abs(count - runs / 5) < 285) }
    }

    @Test func `all of a short stream is kept`() throws {
        var random = Seeded(seed: 2)
        var (one, other) = (Reservoir<Double>(capacity: 8), Reservoir<Double>(capacity: 8))
        for x in [1.0, 2] { one.add(x, using: &random) }
        other.add(.nan, using: &random)
        try one.merge(other, using: &random)
        #expect(one.seen == 3 && one.elements.count == 3)
        #expect(throws: SketchError.self) { try one.merge(Reservoir(capacity: 9), using: &random) }
    }
}
