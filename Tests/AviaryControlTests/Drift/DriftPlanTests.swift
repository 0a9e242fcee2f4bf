import AviaryControl
import AviaryStatistics
import Testing

struct DriftPlanTests {
    private func comparison(
        _ name: String,
        pValue: Double?,
        test: TwoSampleTest = .kolmogorovSmirnov,
        distance: Double = 0.1
    ) -> ComparedColumn {
        ComparedColumn(
            name,
            .numbers,
            test,
            result: TestResult(statistic: distance, pValue: pValue),
            distance: distance,
            reference: ComparedColumn.Side(count: 10, missing: 0),
            current: ComparedColumn.Side(count: 6, missing: 2)
        )
    }

    @Test(arguments: [(DriftPlan.Correction.none, 3), (.benjaminiHochberg, 2), (.holm, 1)])
    func `p-values are adjusted for the number of columns`(correction: DriftPlan.Correction, drifted: Int) {
        let columns = [("a", 0.001), ("b", 0.02), ("c", 0.045), ("d", 0.9)].map { self.comparison($0, pValue: $1) }
        let result = DriftPlan(correction: correction).conclude(columns)
        #expect(result.driftedCount == drifted)
        #expect(result.columns.first?.comparison.column == "a")
    }

    @Test func `distances are held against their threshold as they are`() {
        let plan = DriftPlan(threshold: 0.2)
        let columns = [("a", 0.1), ("b", 0.2), ("c", 0.3)].map {
            self.comparison($0, pValue: nil, test: .wasserstein, distance: $1)
        }
        let result = plan.conclude(columns)
        #expect(result.columns.map(\.comparison.column) == ["c", "b", "a"])
        #expect(result.columns.map(\.verdict) == [.drifted, .drifted, .steady])
        #expect(result.driftedShare > 0.66 && result.verdictByShare == .drifted && result.verdictByAny == .drifted)
    }

    @Test func `a test that does not take a column's kind leaves it to the usual one`() {
        let plan = DriftPlan(tests: [.andersonDarling, .gTest])
        #expect(plan.test(for: .numbers, referenceCount: 10) == .andersonDarling)
        #expect(plan.test(for: .categories, referenceCount: 10) == .gTest)
        #expect(DriftPlan(tests: [.gTest]).test(for: .numbers, referenceCount: 5000) == .wasserstein)
    }

    @Test(arguments: [TwoSampleTest.kolmogorovSmirnov, .andersonDarling, .wasserstein])
    func `what is distributed as its reference has not drifted, whatever the threshold`(test: TwoSampleTest) {
        let copy = self.comparison("a", pValue: test.outcome == .pValue ? 0.25 : nil, test: test, distance: 0)
        for threshold in [0, 0.3, 2] {
            #expect(DriftPlan(threshold: threshold).conclude([copy]).verdictByAny == .steady)
        }
    }

    @Test func `a threshold is for the tests that are named`() {
        let columns = [
            self.comparison("a", pValue: 0.4, test: .chiSquare),
            self.comparison("b", pValue: nil, test: .wasserstein, distance: 0.4),
        ]
        let result = DriftPlan(tests: [.wasserstein], threshold: 0.5).conclude(columns)
        #expect(result.columns.map(\.threshold) == [0.5, 0.05] && result.verdictByAny == .steady)
        #expect(DriftPlan(threshold: 0.5).conclude(columns).columns.map(\.threshold) == [0.5, 0.5])
    }

    @Test func `what cannot be compared is unknown, and nothing else`() {
        let result = DriftPlan().conclude([self.comparison("a", pValue: nil), self.comparison("b", pValue: 0.5)])
        #expect(result.columns.first { $0.comparison.column == "a" }?.verdict == .unknown)
        #expect(result.verdictByAny == .unknown)
    }

    @Test func `the missing share is of all rows`() {
        #expect(ComparedColumn.Side(count: 6, missing: 2).missingShare == 0.25)
        #expect(ComparedColumn.Side(count: 0, missing: 0).missingShare == 0)
    }
}
