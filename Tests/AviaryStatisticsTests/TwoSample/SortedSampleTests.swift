import AviaryStatistics
import AviaryTesting
import Testing

struct SortedSampleTests {
    @Test(arguments: [0, 1, 2, 1024, 1025, 5000])
    func `finite numbers come back sorted, and no others`(count: Int) {
        var random = Seeded(seed: UInt64(count))
        var values = (0..<count).map { _ in Double(bitPattern: random.next()) }
        values += [.nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.greatestFiniteMagnitude]
        values.shuffle(using: &random)
        let sorted = SortedSample.make(values)
        #expect(sorted == values.filter(\.isFinite).sorted())
    }

    @Test func `numbers that differ in few bits are sorted as well`() {
        var random = Seeded(seed: 8)
        for range in [0.0...1, -3...3, 1e9...1e9 + 10] {
            let values = (0..<4000).map { _ in Double.random(in: range, using: &random).rounded(.down) }
            #expect(SortedSample.make(values) == values.sorted())
        }
        #expect(SortedSample.make([Double](repeating: .nan, count: 3000)).isEmpty)
    }

    @Test func `corrections keep what could not be tested, and never lower a p-value`() {
        let pValues = [0.02, .nan, 0.5, 0.01, 1]
        for adjusted in [MultipleTests.benjaminiHochberg(pValues), MultipleTests.holm(pValues)] {
            #expect(adjusted[1].isNaN)
            for (after, before) in zip(adjusted, pValues) where !before.isNaN { #expect(after >= before && after <= 1) }
        }
        #expect(MultipleTests.holm(pValues)[3] == 0.04)
        #expect(MultipleTests.benjaminiHochberg([]) == [] && MultipleTests.holm([0.3]) == [0.3])
    }

    @Test func `bins bear numbers whose range overflows, and neighbours`() {
        let huge = [-Double.greatestFiniteMagnitude] + (0..<30).map(Double.init) + [.greatestFiniteMagnitude]
        let near = (0..<30).map { 1e16 + Double($0 % 2) * 2 }
        for binning in Binning.allCases {
            for sample in [huge, Array(huge.dropFirst() + huge.suffix(1)), near.sorted(), [5]] {
                let shares = SharePair(sortedReference: sample, sortedCurrent: sample, binning: binning)
                #expect(shares.reference == shares.current)
                #expect(abs(shares.reference.reduce(0, +) - 1) <= 1e-12)
            }
        }
    }
}
