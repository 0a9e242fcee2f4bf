import AviaryStatistics
import Testing

/// Our numbers are those of scipy 1.17, Evidently 0.7 and NannyML 0.13.
struct TwoSampleParityTests {
    private static let methods: [(name: String, method: PValueMethod)] = [
        ("automatic", .automatic), ("exact", .exact), ("asymptotic", .asymptotic),
    ]
    private static let sides: [(name: String, side: Alternative)] = [
        ("two-sided", .twoSided), ("less", .less), ("greater", .greater),
    ]

    /// Statistics to 1e-9 relative to themselves, p-values to 1e-6.
    private static func agree(_ ours: TestResult, _ theirs: TwoSampleFixture.Said?, _ name: String) {
        guard let theirs else { return }
        if let statistic = theirs.statistic {
            #expect(abs(ours.statistic - statistic) <= 1e-9 * max(1, abs(statistic)), "\(name)")
        } else {
            #expect(!ours.statistic.isFinite, "\(name)")
        }
        if let theirs = theirs.pValue {
            guard let pValue = ours.pValue else {
                Issue.record("\(name) has no p-value")
                return
            }
            #expect(abs(pValue - theirs) <= 1e-6, "\(name)")
        }
    }

    /// As `agree`, for square roots of what may be nothing but rounding.
    private static func agree(root ours: Double, _ theirs: TwoSampleFixture.Said?, _ name: String) {
        guard let statistic = theirs?.statistic else { return }
        let isNear = abs(ours - statistic) <= 1e-9 || abs(ours * ours - statistic * statistic) <= 1e-14
        #expect(isNear, "\(name): \(ours), not \(statistic)")
    }

    private static func pValue(_ result: TestResult) -> TestResult {
        TestResult(statistic: result.pValue ?? .nan)
    }

    @Test func `tests of numbers agree with scipy`() throws {
        var compared = 0
        for numbers in try TwoSampleFixture.load().numbers {
            let (a, b) = (SortedSample.make(numbers.samples.a), SortedSample.make(numbers.samples.b))
            for (name, method) in Self.methods {
                let ks = KolmogorovSmirnov.test(sortedA: a, sortedB: b, method: method)
                Self.agree(ks, numbers.said["ks-\(name)"], "\(numbers.name): ks \(name)")
                let cvm = CramerVonMises.test(sortedA: a, sortedB: b, method: method)
                Self.agree(cvm, numbers.said["cvm-\(name)"], "\(numbers.name): cvm \(name)")
                for (sideName, side) in Self.sides {
                    let said = numbers.said["mw-\(name)-\(sideName)"]
                    guard said != nil else { continue }
                    let mw = MannWhitney.test(sortedA: a, sortedB: b, alternative: side, method: method)
                    Self.agree(mw, said, "\(numbers.name): mw \(name) \(sideName)")
                    compared += 1
                }
            }
            let plain = MannWhitney.test(sortedA: a, sortedB: b, method: .asymptotic, continuity: false)
            Self.agree(plain, numbers.said["mw-uncorrected"], "\(numbers.name): mw without correction")
            Self.agree(AndersonDarling.test(sorted: [a, b]), numbers.said["anderson"], "\(numbers.name): anderson")
        }
        #expect(compared > 200)
    }

    @Test func `distances of numbers agree with scipy, Evidently and NannyML`() throws {
        for numbers in try TwoSampleFixture.load().numbers {
            let (a, b) = (SortedSample.make(numbers.samples.a), SortedSample.make(numbers.samples.b))
            let said = numbers.said
            func run(_ test: TwoSampleTest) -> TestResult { test.run(sortedReference: a, sortedCurrent: b) }
            let distance = TestResult(statistic: Wasserstein.distance(sortedA: a, sortedB: b))
            Self.agree(distance, said["wasserstein"], "\(numbers.name): wasserstein")
            Self.agree(root: run(.energy).statistic, said["energy"], "\(numbers.name): energy")
            Self.agree(run(.wasserstein), said["evidently-wasserstein"], "\(numbers.name): normed wasserstein")
            Self.agree(run(.populationStability), said["evidently-psi"], "\(numbers.name): psi")
            Self.agree(run(.kullbackLeibler), said["evidently-kl"], "\(numbers.name): kl")
            Self.agree(root: run(.jensenShannon).statistic, said["evidently-js"], "\(numbers.name): js")
            Self.agree(root: run(.hellinger).statistic, said["evidently-hellinger"], "\(numbers.name): hellinger")
            Self.agree(
                Self.pValue(run(.andersonDarling)),
                said["evidently-anderson"],
                "\(numbers.name): Evidently's anderson"
            )
            let shares = SharePair(sortedReference: a, sortedCurrent: b, binning: .reference)
            let js = JensenShannon.distance(shares, base: 2)
            Self.agree(root: js, said["nannyml-js"], "\(numbers.name): NannyML's js")
            let hellinger = Hellinger.distance(shares)
            Self.agree(root: hellinger, said["nannyml-hellinger"], "\(numbers.name): NannyML's hellinger")
        }
    }

    @Test func `tests and distances of categories agree with scipy, Evidently and NannyML`() throws {
        for (index, counts) in try TwoSampleFixture.load().categories.enumerated() {
            let (a, b, said) = (counts.a, counts.b, counts.said)
            func run(_ test: TwoSampleTest) -> TestResult { test.run(referenceCounts: a, currentCounts: b) }
            Self.agree(run(.chiSquare), said["chi"], "\(index): chi")
            Self.agree(ChiSquare.test(a, b, correction: false), said["chi-uncorrected"], "\(index): plain chi")
            Self.agree(run(.gTest), said["g"], "\(index): g")
            Self.agree(ChiSquare.fit(b, reference: a), said["fit"], "\(index): fit")
            Self.agree(GTest.fit(b, reference: a), said["g-fit"], "\(index): g, fit")
            Self.agree(Self.pValue(ChiSquare.fit(b, reference: a)), said["evidently-chi"], "\(index): Evidently's chi")
            Self.agree(Self.pValue(GTest.fit(b, reference: a)), said["evidently-g"], "\(index): Evidently's g")
            Self.agree(run(.cramersV), said["cramers-v"], "\(index): Cramer's V")
            Self.agree(run(.populationStability), said["evidently-psi"], "\(index): psi")
            Self.agree(run(.kullbackLeibler), said["evidently-kl"], "\(index): kl")
            Self.agree(root: run(.jensenShannon).statistic, said["evidently-js"], "\(index): js")
            Self.agree(root: run(.hellinger).statistic, said["evidently-hellinger"], "\(index): hellinger")
            Self.agree(run(.totalVariation), said["evidently-tvd"], "\(index): total variation")
            Self.agree(run(.lInfinity), said["nannyml-l-infinity"], "\(index): l-infinity")
            // NannyML puts all that the reference lacks into one bin.
            let known = a.indices.filter { a[$0] > 0 }
            let rest = b.reduce(0, +) - known.reduce(0) { $0 + b[$1] }
            let shares = SharePair(counts: known.map { a[$0] } + [0], known.map { b[$0] } + [rest])
            Self.agree(root: JensenShannon.distance(shares, base: 2), said["nannyml-js"], "\(index): NannyML's js")
            Self.agree(root: Hellinger.distance(shares), said["nannyml-hellinger"], "\(index): NannyML's hellinger")
        }
    }

    @Test func `three and four samples agree with scipy's Anderson-Darling test`() throws {
        for several in try TwoSampleFixture.load().severalSamples {
            Self.agree(AndersonDarling.test(several.samples), several.said, "\(several.samples.count) samples")
        }
    }

    @Test func `corrected p-values agree with scipy and statsmodels`() throws {
        let corrections = try TwoSampleFixture.load().corrections
        for (ours, theirs) in zip(
            MultipleTests.benjaminiHochberg(corrections.pValues),
            corrections.benjaminiHochberg
        ) {
            #expect(abs(ours - theirs) <= 1e-12)
        }
        for (ours, theirs) in zip(MultipleTests.holm(corrections.pValues), corrections.holm) {
            #expect(abs(ours - theirs) <= 1e-12)
        }
    }
}
