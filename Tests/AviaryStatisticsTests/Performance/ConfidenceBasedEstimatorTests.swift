import AviaryStatistics
import AviaryTesting
import Testing

struct ConfidenceBasedEstimatorTests {
    private static let names: [String: ClassificationMeasure] = [
        "accuracy": .accuracy, "f1": .f1, "precision": .precision, "recall": .recall, "specificity": .specificity,
        "roc_auc": .rocArea,
    ]

    /// Holds each chunk of a window against what NannyML said of it.
    private static func compare(
        _ reference: KnownOutput,
        _ window: KnownOutput,
        isCalibrated: [Bool],
        said chunks: [PerformanceFixture.Chunk],
        size: Int
    ) throws {
        let columns = reference.output.probabilities.columns
        let calibrators = try (0..<columns).map { column in
            try #require(
                Calibrator(
                    isCalibrated[column] ? .isotonic : .none,
                    scores: stride(from: column, to: reference.output.count * columns, by: columns)
                        .map { reference.output.probabilities.values[$0] },
                    labels: reference.labels(columns == 1 ? 1 : column)
                )
            )
        }
        let estimator = try #require(
            ConfidenceBasedEstimator(reference: reference.output, truth: reference.truth, calibrators: calibrators)
        )
        for (index, chunk) in chunks.enumerated() {
            let rows = try window.rows(index * size..<(index + 1) * size)
            let estimates = estimator.estimates(of: rows.output)
            let realized = try #require(ConfidenceBasedEstimator.realized(of: rows.output, truth: rows.truth))
            #expect(chunk.count == Self.names.count)
            for (name, said) in chunk {
                let measure = try #require(Self.names[name])
                let estimate = try #require(estimates[measure])
                let ours = [estimate.value, estimate.standardError, realized[measure] ?? .nan]
                for (part, (number, theirs)) in zip(["estimate", "error", "realized"], zip(ours, said)) {
                    #expect(abs(number - (theirs ?? .nan)) <= 1e-6, "\(part) of \(name) in chunk \(index)")
                }
            }
        }
    }

    @Test func `estimates, standard errors and realized measures of two classes agree with NannyML`() throws {
        let fixture = try PerformanceFixture.load()
        for said in fixture.binary {
            try Self.compare(
                .binary(seed: said.seed, count: said.count, distortion: said.distortion, tilt: 0),
                .binary(seed: said.seed + 1, count: 3 * fixture.chunk, distortion: said.distortion, tilt: said.tilt),
                isCalibrated: said.isCalibrated,
                said: said.chunks,
                size: fixture.chunk
            )
        }
    }

    @Test func `those of several classes agree with NannyML`() throws {
        let fixture = try PerformanceFixture.load()
        for said in fixture.several {
            func make(_ seed: UInt64, _ count: Int, _ tilt: Double) throws -> KnownOutput {
                try .several(seed: seed, count: count, classes: said.classes, power: said.power, tilt: tilt)
            }
            try Self.compare(
                make(said.seed, said.count, 1),
                make(said.seed + 1, 3 * fixture.chunk, said.tilt),
                isCalibrated: said.isCalibrated,
                said: said.chunks,
                size: fixture.chunk
            )
        }
    }

    @Test(arguments: [CalibrationMethod.isotonic, .platt], 0..<5 as Range<UInt64>)
    func `a shift of inputs is seen once scores are calibrated`(method: CalibrationMethod, seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let reference = try KnownOutput.binary(seed: seed, count: 5000, distortion: 0.3, tilt: 0)
        let shifted = try KnownOutput.shifted(seed: seed + 100, count: 2000, distortion: 0.3)
        let realized = try #require(ConfidenceBasedEstimator.realized(of: shifted.output, truth: shifted.truth))
        func make(_ method: CalibrationMethod) throws -> ConfidenceBasedEstimator {
            let (output, truth) = (reference.output, reference.truth)
            return try #require(
                ConfidenceBasedEstimator(reference: output, truth: truth, calibration: method, using: &random)
            )
        }
        let calibrated = try make(method).estimates(of: shifted.output)
        let plain = try make(.none).estimates(of: shifted.output)
        for measure in [ClassificationMeasure.accuracy, .precision] {
            let value = try #require(realized[measure])
            let estimate = try #require(calibrated[measure])
            #expect(abs(estimate.value - value) <= 5 * estimate.standardError, "\(measure)")
            #expect(abs(estimate.value - value) < abs((plain[measure]?.value ?? .nan) - value), "\(measure)")
        }
    }

    @Test func `the confusion to expect sums probabilities`() throws {
        let output = try #require(
            ClassifierOutput(probabilities: RowMatrix([0.75, 0.5, .nan, 0.25], columns: 1), predicted: [1, 1, 1, 0])
        )
        let estimator = try #require(
            ConfidenceBasedEstimator(reference: output, truth: [1, 0, 1, 0], calibrators: [.none])
        )
        let confusion = estimator.confusion(of: output)
        #expect(confusion[truth: 1, predicted: 1] == 1.25)
        #expect(confusion[truth: 0, predicted: 1] == 0.75)
        #expect(confusion[truth: 1, predicted: 0] == 0.25)
        #expect(confusion[truth: 0, predicted: 0] == 0.75)
        #expect(confusion.total == 3)
        let estimates = estimator.estimates(of: output, measures: [.precision, .accuracy])
        #expect(estimates.count == 2)
        #expect(estimates[.precision]?.value == 0.625)
        #expect(estimates[.accuracy]?.value == 2.0 / 3)
        // One of two rows taken for class 1 was right, two of three rows have any bearing: sqrt(0.25 / (3 * 2 / 3)).
        #expect(abs((estimates[.precision]?.standardError ?? .nan) - 0.125.squareRoot()) < 1e-12)
    }

    @Test func `rows in which all calibrated probabilities are 0 count as undecided`() throws {
        let zero = try #require(IsotonicRegression(x: [0, 1], y: [0, 0]))
        let output = try #require(
            ClassifierOutput(probabilities: RowMatrix([0.2, 0.3, 0.5], columns: 3), predicted: [2])
        )
        let calibrators = Array(repeating: Calibrator.isotonic(zero), count: 3)
        let estimator = try #require(ConfidenceBasedEstimator(reference: output, truth: [2], calibrators: calibrators))
        #expect(estimator.estimates(of: output)[.accuracy]?.value == 1.0 / 3)
    }

    @Test func `what is not defined is not a number, what does not fit is refused`() throws {
        let output = try #require(
            ClassifierOutput(probabilities: RowMatrix([0.9, 0.8], columns: 1), predicted: [1, 1])
        )
        let estimator = try #require(ConfidenceBasedEstimator(reference: output, truth: [1, 1], calibrators: [.none]))
        let empty = try #require(ClassifierOutput(probabilities: RowMatrix([], columns: 1), predicted: []))
        for (_, estimate) in estimator.estimates(of: empty) {
            #expect(estimate.value.isNaN)
            #expect(estimate.standardError.isNaN)
        }
        // No row of the reference is negative.
        #expect(estimator.estimates(of: output)[.specificity]?.standardError.isNaN == true)
        #expect(ConfidenceBasedEstimator.realized(of: output, truth: [1, 1])?[.rocArea]?.isNaN == true)
        #expect(ConfidenceBasedEstimator.realized(of: output, truth: [1, 2]) == nil)
        #expect(ConfidenceBasedEstimator.realized(of: output, truth: [1]) == nil)
        #expect(ConfidenceBasedEstimator(reference: empty, truth: [], calibrators: [.none]) == nil)
        #expect(ConfidenceBasedEstimator(reference: output, truth: [1, 1], calibrators: []) == nil)
        #expect(ClassifierOutput(probabilities: RowMatrix([0.5], columns: 1), predicted: [2]) == nil)
        #expect(ClassifierOutput(probabilities: RowMatrix([0.5], columns: 1), predicted: []) == nil)
    }
}
