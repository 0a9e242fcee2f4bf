import AviaryStatistics
import Testing

/// The distributions agree with scipy's.
struct DistributionTests {
    private static func expectNear(_ ours: Double, _ theirs: Double, relative: Double, _ name: String) {
        #expect(abs(ours - theirs) <= relative * abs(theirs) + 1e-300, "\(name): \(ours), not \(theirs)")
    }

    @Test func `Kolmogorov's distribution, for any number of numbers`() throws {
        let distributions = try TwoSampleFixture.load().distributions
        for row in distributions.kolmogorov {
            let ours = Kolmogorov.survival(row[1], count: Int(row[0]))
            #expect(abs(ours - row[2]) <= 1e-7, "\(row): \(ours)")
            if row[2] < 1e-4 { Self.expectNear(ours, row[2], relative: 1e-4, "\(row)") }
        }
        for row in distributions.kolmogorovLimit {
            #expect(abs(Kolmogorov.limitingSurvival(row[0]) - row[1]) <= 1e-12, "\(row)")
        }
    }

    @Test func `the chi-squared distribution, in both tails`() throws {
        for row in try TwoSampleFixture.load().distributions.chi {
            Self.expectNear(ChiSquared.survival(row[0], degrees: row[1]), row[2], relative: 1e-10, "\(row)")
            Self.expectNear(ChiSquared.cumulative(row[0], degrees: row[1]), row[3], relative: 1e-10, "\(row)")
        }
    }

    @Test func `the normal distribution and its quantiles`() throws {
        let distributions = try TwoSampleFixture.load().distributions
        for row in distributions.normal {
            Self.expectNear(Normal.cumulative(row[0]), row[1], relative: 1e-13, "\(row)")
            Self.expectNear(Normal.survival(-row[0]), row[1], relative: 1e-13, "\(row)")
        }
        for row in distributions.normalQuantile {
            #expect(abs(Normal.quantile(row[0]) - row[1]) <= 1e-12, "\(row)")
        }
    }

    @Test func `the beta function and Student's distribution`() throws {
        let distributions = try TwoSampleFixture.load().distributions
        for row in distributions.beta {
            Self.expectNear(BetaFunction.regularised(row[0], row[1], row[2]), row[3], relative: 1e-10, "\(row)")
        }
        for row in distributions.student {
            Self.expectNear(StudentT.cumulative(row[0], degrees: row[1]), row[2], relative: 1e-10, "\(row)")
            Self.expectNear(StudentT.survival(-row[0], degrees: row[1]), row[2], relative: 1e-10, "\(row)")
        }
    }

    @Test func `outside of where they are defined, distributions say so`() {
        #expect(Normal.quantile(0) == -.infinity && Normal.quantile(1) == .infinity && Normal.quantile(1.5).isNaN)
        #expect(ChiSquared.survival(0, degrees: 0) == 1 && ChiSquared.survival(.infinity, degrees: 3) == 0)
        #expect(Kolmogorov.survival(0, count: 5) == 1 && Kolmogorov.survival(1, count: 5) == 0)
        #expect(Kolmogorov.survival(0.5, count: 0).isNaN && GammaFunction.upper(0, 1).isNaN)
        #expect(BetaFunction.regularised(0.5, -1, 2).isNaN && StudentT.cumulative(.infinity, degrees: 3) == 1)
    }
}
