import AviaryStatistics
import AviaryTesting
import Testing

/// Calibration agrees with scikit-learn 1.9 and NannyML 0.13.
struct CalibrationParityTests {
    @Test func `isotonic regression agrees with scikit-learn`() throws {
        for said in try PerformanceFixture.load().isotonic {
            var source = CongruentialNumbers(seed: said.seed)
            var x = source.numbers(said.count)
            if said.levels > 0 { x = x.map { ($0 * said.levels).rounded(.down) / said.levels } }
            let y = zip(x, source.numbers(said.count)).map { $0 + $1 }
            let fit = try #require(IsotonicRegression(x: x, y: y))
            #expect(fit.thresholds.count == said.thresholds, "seed \(said.seed)")
            for (place, value) in zip([-1.0, 2.0] + source.numbers(20), said.values) {
                #expect(abs(fit.value(at: place) - value) <= 1e-12, "seed \(said.seed) at \(place)")
            }
        }
    }

    @Test func `Platt scaling agrees with scikit-learn`() throws {
        for said in try PerformanceFixture.load().platt {
            let known = try KnownOutput.binary(
                seed: said.seed,
                count: said.count,
                distortion: said.distortion,
                tilt: 0.3
            )
            let scores = known.output.probabilities.values.map { ($0 - 0.5) * said.scale }
            let fit = try #require(PlattScaling(scores: scores, labels: known.labels(1)))
            for (place, value) in zip(said.places, said.values) {
                #expect(abs(fit.value(at: place * said.scale) - value) <= 1e-6, "seed \(said.seed) at \(place)")
            }
        }
    }

    @Test func `calibration errors and areas agree with NannyML and scikit-learn`() throws {
        for said in try PerformanceFixture.load().calibrationError {
            let known = try KnownOutput.binary(seed: said.seed, count: said.count, distortion: said.distortion, tilt: 0)
            let (scores, labels) = (known.output.probabilities.values, known.labels(1))
            let equalCounts = CalibrationError.expected(scores, labels: labels, bins: .equalCounts(said.bins))
            #expect(abs(equalCounts - said.equalCounts) <= 1e-12, "seed \(said.seed)")
            let equalWidths = CalibrationError.expected(scores, labels: labels, bins: .equalWidths(said.bins))
            #expect(abs(equalWidths - said.equalWidths) <= 1e-12, "seed \(said.seed)")
            let area = ROCCurve.area(scores: scores, positives: labels.map { $0 ? 1 : 0 })
            #expect(abs(area - said.area) <= 1e-12, "seed \(said.seed)")
        }
    }

    @Test func `whether calibration is needed is decided as NannyML does`() throws {
        let fixture = try PerformanceFixture.load()
        for said in fixture.binary {
            let known = try KnownOutput.binary(seed: said.seed, count: said.count, distortion: said.distortion, tilt: 0)
            // Of scores that are calibrated already, chance decides.
            guard said.distortion != 1 else { continue }
            for seed in 0..<10 as Range<UInt64> {
                var generator = Seeded(seed: seed)
                let isNeeded = CalibrationNeed.isMet(
                    by: .isotonic,
                    scores: known.output.probabilities.values,
                    labels: known.labels(1),
                    using: &generator
                )
                #expect([isNeeded] == said.isCalibrated, "seed \(seed)")
            }
        }
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func `which of several classes are calibrated is decided as NannyML does`(seed: UInt64) throws {
        // Of scores that are the true shares already (power 1), chance decides.
        for said in try PerformanceFixture.load().several where said.power > 1 {
            let known = try KnownOutput.several(
                seed: said.seed,
                count: said.count,
                classes: said.classes,
                power: said.power,
                tilt: 1
            )
            var generator = Seeded(seed: seed)
            let estimator = try #require(
                ConfidenceBasedEstimator(reference: known.output, truth: known.truth, using: &generator)
            )
            #expect(estimator.calibrators.map { $0 != .none } == said.isCalibrated)
        }
    }
}
