import AviaryStatistics
import Testing

struct DirectLossEstimatorTests {
    private static let names: [(name: String, measure: RegressionMeasure)] = [
        ("mae", .meanAbsoluteError), ("mse", .meanSquaredError), ("rmse", .rootMeanSquaredError),
    ]

    /// The measures that a window would have on average over its noise.
    private static func expected(_ rows: LossRows, _ range: Range<Int>) -> [RegressionMeasure: Double] {
        let squared = rows.squared[range].reduce(0, +) / Double(range.count)
        return [
            .meanAbsoluteError: rows.absolute[range].reduce(0, +) / Double(range.count),
            .meanSquaredError: squared,
            .rootMeanSquaredError: squared.squareRoot(),
        ]
    }

    @Test func `estimates are as near to the truth as NannyML's, with the same standard errors`() throws {
        let fixture = try PerformanceFixture.load()
        var (ours, theirs) = ([String: Double](), [String: Double]())
        for said in fixture.losses {
            let reference = LossRows(seed: said.seed, count: said.count, tilt: 0)
            let (predictions, truth) = (reference.predictions, reference.truth)
            let fit = DirectLossEstimator(features: reference.table, predictions: predictions, truth: truth)
            let estimator = try #require(fit)
            let window = LossRows(seed: said.seed + 1, count: said.chunks.count * fixture.chunk, tilt: said.tilt)
            for (index, chunk) in said.chunks.enumerated() {
                let range = index * fixture.chunk..<(index + 1) * fixture.chunk
                let features = window.table.rows(range)
                let predictions = Array(window.predictions[range])
                let estimates = try #require(estimator.estimates(features: features, predictions: predictions))
                let expected = Self.expected(window, range)
                for (name, measure) in Self.names {
                    let (estimate, aim) = try (#require(estimates[measure]), #require(expected[measure]))
                    let numbers = try #require(chunk[name]).map { $0 ?? .nan }
                    #expect(abs(estimate.standardError - numbers[1]) <= 1e-9, "\(name)")
                    #expect(abs(estimate.value - numbers[2]) <= 3 * numbers[1], "\(name) in chunk \(index)")
                    ours[name, default: 0] += abs(estimate.value - aim)
                    theirs[name, default: 0] += abs(numbers[0] - aim)
                }
            }
        }
        for (name, error) in ours {
            #expect(error <= theirs[name] ?? .nan, "\(name)")
        }
    }

    @Test func `rows without prediction or truth are left out, missing features are not`() throws {
        var reference = LossRows(seed: 1, count: 200, tilt: 0)
        let plain = try #require(
            DirectLossEstimator(features: reference.table, predictions: reference.predictions, truth: reference.truth)
        )
        reference.features += [.nan, .nan, .nan, .nan]
        reference.predictions += [.nan, 0]
        reference.truth += [0, .infinity]
        let padded = try #require(
            DirectLossEstimator(features: reference.table, predictions: reference.predictions, truth: reference.truth)
        )
        let features = RowMatrix([0.5, 0.5, .nan, 0.5, 0.5, .nan], columns: 2)
        let said = try #require(padded.estimates(features: features, predictions: [2, 2, .nan]))
        let same = RowMatrix([0.5, 0.5, .nan, 0.5], columns: 2)
        #expect(try #require(plain.estimates(features: same, predictions: [2, 2])) == said)
        #expect(said[.meanAbsoluteError]?.value.isFinite == true)
    }

    @Test func `no loss is estimated below 0, and none where there is none`() throws {
        let features = RowMatrix((0..<100).map(Double.init), columns: 1)
        let zeros = Array(repeating: 0.0, count: 100)
        let exact = try #require(DirectLossEstimator(features: features, predictions: zeros, truth: zeros))
        let estimates = try #require(exact.estimates(features: features, predictions: zeros))
        #expect(estimates[.rootMeanSquaredError]?.value == 0)
        #expect(estimates[.meanAbsoluteError]?.standardError == 0)
        let empty = try #require(exact.estimates(features: RowMatrix([], columns: 1), predictions: []))
        #expect(empty.values.allSatisfy { $0.value.isNaN && $0.standardError.isNaN })
        #expect(exact.estimates(features: features, predictions: [1]) == nil)
        #expect(DirectLossEstimator(features: features, predictions: zeros, truth: []) == nil)
    }
}
