import AviaryStatistics
import AviaryTesting
import Testing

struct MomentsTests {
    static func moments(_ numbers: some Sequence<Double>) -> Moments {
        var moments = Moments()
        for number in numbers { moments.add(number) }
        return moments
    }

    @Test func `moments are those of the two-pass formulas`() throws {
        var random = Seeded(seed: 1)
        for offset in [0, 1e6] {
            let numbers = (0..<2000).map { _ in
                offset + Double.random(in: 0..<1, using: &random) * 10 / Double.random(in: 1..<5, using: &random)
            }
            let moments = Self.moments(numbers)
            let count = Double(numbers.count)
            let mean = numbers.reduce(0, +) / count
            func central(_ power: Int) -> Double {
                numbers.reduce(0) { sum, x in sum + [x - mean, x - mean, x - mean, x - mean][..<power].reduce(1, *) }
            }
            #expect(abs(moments.mean - mean) < 1e-8)
            #expect(abs(moments.variance / (central(2) / (count - 1)) - 1) < 1e-7)
            #expect(
                abs(
                    try #require(moments.skewness) - count.squareRoot() * central(3)
                        / (central(2) * central(2).squareRoot())
                ) < 1e-6
            )
            #expect(
                abs(try #require(moments.excessKurtosis) - (count * central(4) / (central(2) * central(2)) - 3)) < 1e-6
            )
            #expect(moments.minimum == numbers.min() && moments.maximum == numbers.max())
        }
    }

    @Test func `numbers that have no moments are counted apart`() {
        let moments = Self.moments([.nan, .infinity, -1e71, 1, 3])
        #expect(moments.count == 2 && moments.excluded == 3)
        #expect(moments.mean == 2 && moments.variance == 2)
        #expect(Moments().mean == 0 && Moments().variance == 0 && Moments().minimum == nil && Moments().skewness == nil)
        #expect(Self.moments([4, 4]).skewness == nil && Self.moments([4]).variance == 0)
        #expect(Self.moments([1e70, -1e70, 1e70]).excessKurtosis?.isFinite == true)
    }

    @Test func `merging is adding the numbers, in any order and grouping`() throws {
        var random = Seeded(seed: 2)
        for _ in 0..<200 {
            let parts = (0..<3).map { _ in
                let (scale, shift) = (
                    Double.random(in: 0.1..<100, using: &random), Double.random(in: -50..<50, using: &random)
                )
                return (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                    shift + scale * Double.random(in: 0..<1, using: &random)
                }
            }
            let whole = Self.moments(parts.joined())
            let (a, b, c) = (Self.moments(parts[0]), Self.moments(parts[1]), Self.moments(parts[2]))
            var left = a
            try left.merge(b)
            try left.merge(c)
            var right = c
            try right.merge(b)
            try right.merge(a)
            for merged in [left, right] {
                #expect(
                    merged.count == whole.count && merged.minimum == whole.minimum && merged.maximum == whole.maximum
                )
                #expect(abs(merged.mean - whole.mean) < 1e-10)
                #expect(abs(merged.variance - whole.variance) <= 1e-10 * (1 + whole.variance))
                #expect(abs((merged.skewness ?? 0) - (whole.skewness ?? 0)) < 1e-8)
                #expect(abs((merged.excessKurtosis ?? 0) - (whole.excessKurtosis ?? 0)) < 1e-8)
            }
        }
    }
}
