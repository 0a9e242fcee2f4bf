import AviaryStatistics
import AviaryTesting
import Testing

/// Orders and distributions that numbers may come in.
enum Stream: CaseIterable {
    case sorted, reversed, shuffled, constant, zipf, inwards

    func numbers(_ count: Int, seed: UInt64) -> [Double] {
        var random = Seeded(seed: seed)
        switch self {
        case .sorted: return (0..<count).map(Double.init)
        case .reversed: return (0..<count).reversed().map(Double.init)
        case .shuffled: return (0..<count).map(Double.init).shuffled(using: &random)
        case .constant: return [Double](repeating: 7, count: count)
        case .zipf: return (0..<count).map { _ in (1 / Double.random(in: 0.001..<1, using: &random)).rounded() }
        case .inwards: return (0..<count).map { $0 % 2 == 0 ? Double($0) : Double(2 * count - $0) }
        }
    }
}

/// The share of sorted numbers that are at most `x`.
func share(of sorted: [Double], upTo x: Double) -> Double {
    var (low, high) = (0, sorted.count)
    while low < high {
        let middle = (low + high) / 2
        if sorted[middle] <= x { low = middle + 1 } else { high = middle }
    }
    return Double(low) / Double(sorted.count)
}

struct QuantileSketchTests {
    static func sketch(_ numbers: some Sequence<Double>, k: Int = 200, seed: UInt64 = 1) -> QuantileSketch {
        var sketch = QuantileSketch(k: k, seed: seed)
        for number in numbers { sketch.add(number) }
        return sketch
    }

    @Test func `few numbers are kept as they are`() {
        let sketch = Self.sketch([3, 1, .infinity, 2, 2, .nan])
        #expect(sketch.count == 5)
        #expect(sketch.rankError == 0)
        #expect(sketch.minimum == 1 && sketch.maximum == .infinity)
        #expect(sketch.rank(2) == 0.6)
        #expect(sketch.rank(0.5) == 0 && sketch.rank(.infinity) == 1)
        #expect(sketch.quantiles([0, 0.2, 0.21, 0.6, 0.8, 1]) == [1, 1, 2, 2, 3, .infinity])
        #expect(sketch.quantile(.nan) == nil)
        #expect(
            QuantileSketch().quantile(0.5) == nil && QuantileSketch().rank(1).isNaN && QuantileSketch().minimum == nil
        )
    }

    @Test(arguments: Stream.allCases) func `ranks keep within the error in any order`(stream: Stream) {
        var (outside, asked) = (0, 0)
        for seed in 1...20 as ClosedRange<UInt64> {
            let numbers = stream.numbers(20_000, seed: seed)
            let sketch = Self.sketch(numbers, seed: seed)
            let sorted = numbers.sorted()
            #expect(sketch.count == numbers.count)
            #expect(sketch.weightedValues.reduce(0) { $0 + $1.weight } == numbers.count)
            #expect(sketch.minimum == sorted.first && sketch.maximum == sorted.last)
            #expect(sketch.rankError > 0.001 && sketch.rankError < 0.03)
            for place in stride(from: 500, to: 20_000, by: 1000) {
                asked += 1
                if abs(sketch.rank(sorted[place]) - share(of: sorted, upTo: sorted[place])) > sketch.rankError {
                    outside += 1
                }
            }
        }
        // 1% is what is promised.
        #expect(Double(outside) <= 0.01 * Double(asked))
    }

    @Test func `merged parts keep within the error, in any shape of merging`() throws {
        var (outside, asked) = (0, 0)
        for seed in 1...20 as ClosedRange<UInt64> {
            let numbers = Stream.shuffled.numbers(30_000, seed: seed)
            let parts = stride(from: 0, to: 30_000, by: 1500).map {
                Self.sketch(numbers[$0..<$0 + 1500], seed: seed + UInt64($0))
            }
            var line = parts[0]
            for part in parts.dropFirst() { try line.merge(part) }
            var tree = parts
            while tree.count > 1 {
                var next: [QuantileSketch] = []
                for index in stride(from: 0, to: tree.count, by: 2) {
                    var one = tree[index]
                    if index + 1 < tree.count { try one.merge(tree[index + 1]) }
                    next.append(one)
                }
                tree = next
            }
            for sketch in [line, tree[0]] {
                #expect(sketch.count == 30_000 && sketch.minimum == 0 && sketch.maximum == 29_999)
                #expect(sketch.rankError < 0.03)
                #expect(sketch.weightedValues.count < 700)
                for place in stride(from: 500, to: 30_000, by: 1000) {
                    asked += 1
                    if abs(sketch.rank(Double(place)) - Double(place + 1) / 30_000) > sketch.rankError { outside += 1 }
                }
            }
        }
        #expect(Double(outside) <= 0.01 * Double(asked))
    }

    @Test func `merging goes either way round, and with nothing changes nothing`() throws {
        let one = Self.sketch(Stream.zipf.numbers(7000, seed: 1), seed: 3)
        let other = Self.sketch(Stream.shuffled.numbers(900, seed: 2))
        var (left, right) = (one, other)
        try left.merge(other)
        try right.merge(one)
        #expect(left == right && left.serialized == right.serialized)
        var same = one
        try same.merge(QuantileSketch(seed: 0))
        #expect(same.count == one.count && same.rankError == one.rankError)
        #expect(same.weightedValues.map(\.value) == one.weightedValues.map(\.value))
    }

    @Test func `equal streams with equal seeds give equal sketches`() {
        let numbers = Stream.shuffled.numbers(50_000, seed: 5)
        #expect(Self.sketch(numbers, seed: 9) == Self.sketch(numbers, seed: 9))
        #expect(Self.sketch(numbers, seed: 9) != Self.sketch(numbers, seed: 10))
    }

    @Test func `memory stays small`() {
        let sketch = Self.sketch(Stream.shuffled.numbers(1_000_000, seed: 1))
        #expect(sketch.serialized.count < 6000)
        #expect(sketch.rankError < 0.025)
    }

    @Test func `another k does not add up`() {
        var sketch = QuantileSketch(k: 100)
        #expect(throws: SketchError.mismatch("expected a quantile sketch with k = 100, got one with k = 200")) {
            try sketch.merge(QuantileSketch())
        }
    }

    @Test func `distances are those of the numbers, within the error`() {
        let (one, other) = (
            Stream.shuffled.numbers(20_000, seed: 1), Stream.shuffled.numbers(20_000, seed: 2).map { $0 + 2000 }
        )
        let (left, right) = (Self.sketch(one), Self.sketch(other, seed: 2))
        let error = left.rankError + right.rankError
        #expect(abs(left.kolmogorovSmirnov(right) - 0.1) < error)
        #expect(abs(left.kolmogorovSmirnov(sorted: other.sorted()) - 0.1) < left.rankError)
        #expect(abs(left.wasserstein(right, by: .none) - 2000) < error * 22_000)
        #expect(abs(left.wasserstein(right, by: .range) - 2000 / 21_999) < error)
        #expect(abs(left.wasserstein(sorted: other.sorted()) - 2000 / 5773.5) < 0.1)
        #expect(left.kolmogorovSmirnov(left) == 0 && left.wasserstein(left) == 0)
        #expect(left.kolmogorovSmirnov(QuantileSketch()).isNaN && left.wasserstein(QuantileSketch()).isNaN)
    }

    @Test func `distances of few numbers are exact`() {
        let (one, other) = ([1.0, 2, 2, 5, 9], [0.0, 2, 3, 9])
        let (left, right) = (Self.sketch(one), Self.sketch(other))
        #expect(left.kolmogorovSmirnov(right) == KolmogorovSmirnov.test(one, other).statistic)
        #expect(abs(left.wasserstein(right) - Wasserstein.normed(reference: one, current: other)) < 1e-12)
        #expect(left.wasserstein(sorted: other) == left.wasserstein(right))
        #expect(Self.sketch([1, 1]).wasserstein(Self.sketch([1]), by: .range) == 0)
        #expect(Self.sketch([.infinity, 1]).kolmogorovSmirnov(Self.sketch([1])) == 0)
    }
}
