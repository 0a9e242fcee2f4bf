import AviaryStatistics
import AviaryTesting
import Testing

struct CalibrationTests {
    @Test func `an isotonic fit pools neighbours that decrease`() throws {
        let fit = try #require(IsotonicRegression(x: [3, 1, 2, 4], y: [1, 1, 3, 5]))
        #expect(fit.thresholds == [1, 2, 3, 4])
        #expect(fit.values == [1, 2, 2, 5])
        #expect(fit.value(at: 1.5) == 1.5)
        #expect(fit.value(at: 2.5) == 2)
        #expect(fit.value(at: -.infinity) == 1)
        #expect(fit.value(at: .infinity) == 5)
        #expect(fit.value(at: .nan).isNaN)
    }

    @Test func `equal scores are averaged before pooling`() throws {
        let fit = try #require(IsotonicRegression(x: [0, 0, 0, 1], y: [0, 0, 1, 0]))
        #expect(fit.values == [0.25, 0.25])
        let single = try #require(IsotonicRegression(x: [2, 2], y: [1, 2]))
        #expect(single.value(at: 100) == 1.5)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `an isotonic fit never decreases, keeps the mean, and no other monotone line is nearer`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let x = (0..<80).map { _ in Double.random(in: 0..<1, using: &random) }
        let y = x.map { $0 + Double.random(in: -1..<1, using: &random) }
        let fit = try #require(IsotonicRegression(x: x, y: y))
        #expect(zip(fit.values, fit.values.dropFirst()).allSatisfy { $0 <= $1 })
        let residuals = zip(x, y).map { $1 - fit.value(at: $0) }
        #expect(abs(residuals.reduce(0, +)) <= 1e-9)
        // The fit is a projection onto a cone: residuals make no acute angle with any monotone function.
        for place in x {
            let product = zip(x, residuals).reduce(0) { $0 + ($1.0 >= place ? $1.1 : 0) }
            #expect(product <= 1e-9)
        }
    }

    @Test(arguments: [0.5, 1, 40] as [Double])
    func `a logistic relation is found again, at any scale`(scale: Double) throws {
        var random = Seeded(seed: 7)
        let scores = (0..<20_000).map { _ in Double.random(in: -2..<2, using: &random) }
        let truth = try #require(PlattScaling(scores: [-1, 1], labels: [false, true]))
        let labels = scores.map { Double.random(in: 0..<1, using: &random) < truth.value(at: $0) }
        let fit = try #require(PlattScaling(scores: scores.map { $0 * scale }, labels: labels))
        #expect(abs(fit.slope * scale - truth.slope) < 0.06)
        #expect(abs(fit.intercept - truth.intercept) < 0.06)
    }

    @Test func `labels of one kind, or scores of one value, give a constant`() throws {
        let positive = try #require(PlattScaling(scores: [0.2, 0.4, 0.9], labels: [true, true, true]))
        for score in [0.2, 0.4, 0.9] { #expect(abs(positive.value(at: score) - 0.8) < 1e-6) }
        let constant = try #require(PlattScaling(scores: [3, 3, 3, 3], labels: [true, false, false, false]))
        #expect(abs(constant.value(at: 3) - (2.0 / 3 + 3 * 0.2) / 4) < 1e-6)
        let zero = try #require(PlattScaling(scores: [0, 0], labels: [true, false]))
        #expect(abs(zero.value(at: 0) - 0.5) < 1e-9)
    }

    @Test func `scores that separate the labels keep a finite slope`() throws {
        let fit = try #require(PlattScaling(scores: [-1e300, -1, 1, 1e300], labels: [false, false, true, true]))
        #expect(fit.slope.isFinite)
        #expect(fit.value(at: -1e300) < fit.value(at: 1e300))
        #expect(fit.value(at: .infinity) == 1)
        #expect(fit.value(at: -.infinity) == 0)
        #expect(fit.value(at: .nan).isNaN)
    }

    @Test(arguments: [CalibrationMethod.isotonic, .platt])
    func `what cannot be fitted is refused`(method: CalibrationMethod) {
        #expect(Calibrator(method, scores: [], labels: []) == nil)
        #expect(Calibrator(method, scores: [1], labels: []) == nil)
        #expect(Calibrator(method, scores: [.nan], labels: [true]) == nil)
        #expect(Calibrator(.none, scores: [], labels: []) == Calibrator.none)
    }

    @Test func `the calibration error is 0 where shares are as stated, and the gap where they are not`() {
        let labels = (0..<100).map { $0 % 4 == 0 }
        let quarter = Array(repeating: 0.25, count: 100)
        #expect(CalibrationError.expected(quarter, labels: labels, bins: .equalWidths(10)) == 0)
        let sure = Array(repeating: 1.0, count: 100)
        #expect(CalibrationError.expected(sure, labels: labels, bins: .equalWidths(10)) == 0.75)
        #expect(abs(CalibrationError.expected(sure, labels: labels) - 0.75) < 1e-12)
        #expect(CalibrationError.expected([], labels: []).isNaN)
        #expect(CalibrationError.expected([0.1, 0.2, 0.3], labels: [true, false, true]).isNaN)
        #expect(CalibrationError.expected([0, .nan, 0, 0], labels: [true, false, true, true]).isNaN)
    }

    @Test func `calibration is not needed where it cannot be tried or does not matter`() {
        var random = Seeded(seed: 1)
        let few = [0.1, 0.2, 0.3, 0.9]
        #expect(!CalibrationNeed.isMet(by: .platt, scores: few, labels: [true, false, true, false], using: &random))
        let scores = (0..<200).map { Double($0) / 200 }
        let separated = scores.map { $0 > 0.3 }
        #expect(!CalibrationNeed.isMet(by: .isotonic, scores: scores, labels: separated, using: &random))
        let one = scores.map { $0 == 0 }
        #expect(!CalibrationNeed.isMet(by: .isotonic, scores: scores, labels: one, using: &random))
        let reversed = scores.map { Double.random(in: 0..<1, using: &random) < 0.5 - $0 / 2 }
        #expect(!CalibrationNeed.isMet(by: .none, scores: scores, labels: reversed, using: &random))
        #expect(CalibrationNeed.isMet(by: .isotonic, scores: scores, labels: reversed, using: &random))
    }

    @Test func `the area under the curve counts pairs in order, ties half`() {
        #expect(ROCCurve.area(scores: [1, 2, 3, 4], positives: [0, 1, 0, 1]) == 0.75)
        #expect(ROCCurve.area(scores: [1, 1, 1], positives: [0, 1, 0]) == 0.5)
        #expect(ROCCurve.area(scores: [1, 2], positives: [1, 1]).isNaN)
        #expect(ROCCurve.area(scores: [], positives: []).isNaN)
        #expect(ROCCurve.area(scores: [.nan, 1], positives: [0, 1]).isNaN)
    }
}
