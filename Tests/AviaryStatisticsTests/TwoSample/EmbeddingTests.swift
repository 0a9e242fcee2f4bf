import AviaryStatistics
import AviaryTesting
import Testing

struct EmbeddingTests {
    /// As two_sample.py computes them.
    private static func samples(_ said: TwoSampleFixture.Embeddings) -> (a: RowMatrix, b: RowMatrix) {
        var source = CongruentialNumbers(seed: said.seed)
        let a = source.numbers(40 * 5)
        let b = source.numbers(30 * 5).map { $0 + said.shift }
        return (RowMatrix(a, columns: 5), RowMatrix(b, columns: 5))
    }

    @Test func `the maximum mean discrepancy agrees with Evidently's`() throws {
        for said in try TwoSampleFixture.load().embeddings {
            let (a, b) = Self.samples(said)
            #expect(abs(MaximumMeanDiscrepancy.medianGamma(a, b) - said.gamma) <= 1e-9)
            #expect(abs(MaximumMeanDiscrepancy.distance(a, b) - said.unbiased) <= 1e-9)
            #expect(abs(MaximumMeanDiscrepancy.distance(a, b, estimator: .biased) - said.biased) <= 1e-9)
        }
    }

    @Test func `a copy has no discrepancy, and no small p-value`() throws {
        let said = try #require(try TwoSampleFixture.load().embeddings.first)
        let (a, _) = Self.samples(said)
        var random = Seeded(seed: 1)
        #expect(MaximumMeanDiscrepancy.distance(a, a, estimator: .biased) <= 1e-12)
        let result = MaximumMeanDiscrepancy.test(a, a, using: &random)
        #expect(try #require(result.pValue) > 0.9)
    }

    @Test func `it is symmetrical, and leaves out rows with missing values`() throws {
        let said = try #require(try TwoSampleFixture.load().embeddings.last)
        let (a, b) = Self.samples(said)
        let distance = MaximumMeanDiscrepancy.distance(a, b)
        #expect(abs(MaximumMeanDiscrepancy.distance(b, a) - distance) <= 1e-12)
        let gappy = RowMatrix(a.values + [0.1, .nan, 0.2, 0.3, 0.4], columns: 5)
        #expect(MaximumMeanDiscrepancy.distance(gappy, b) == distance)
        let single = RowMatrix([1, 2, 3, 4, 5], columns: 5)
        #expect(MaximumMeanDiscrepancy.distance(single, b).isNaN)
    }

    @Test func `a shift is found, and p-values are uniform without one`() throws {
        var random = Seeded(seed: 3)
        func sample(_ shift: Double) -> RowMatrix {
            RowMatrix((0..<20 * 3).map { _ in Double.random(in: 0..<1, using: &random) + shift }, columns: 3)
        }
        var pValues: [Double] = []
        for _ in 0..<120 {
            let (a, b) = (sample(0), sample(0))
            let result = MaximumMeanDiscrepancy.test(a, b, permutations: 39, using: &random)
            pValues.append(try #require(result.pValue))
        }
        let small = pValues.count { $0 <= 0.1 }
        #expect(small >= 3 && small <= 25)
        #expect(abs(pValues.reduce(0, +) / 120 - 0.5) < 0.1)
        let (a, b) = (sample(0), sample(0.6))
        let shifted = MaximumMeanDiscrepancy.test(a, b, permutations: 99, using: &random)
        #expect(try #require(shifted.pValue) == 0.01)
    }
}
