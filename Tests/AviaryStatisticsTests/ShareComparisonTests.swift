import AviaryStatistics
import AviaryTesting
import Testing

struct ShareComparisonTests {
    private static let levels = ErrorLevels(above: 0.05, below: 0.05)

    /// Feeds classes by their shares; one in four is the treatment's.
    private static func comparison(
        _ control: [Double],
        _ treatment: [Double],
        margin: Double,
        count: Int,
        random: inout Seeded
    ) -> ShareComparison {
        var comparison = ShareComparison(margin: margin, levels: Self.levels)
        var order: [Int: Int] = [:]
        for _ in 0..<count where comparison.apart == nil && !comparison.isWithin {
            let arm: Arm = Int.random(in: 0..<4, using: &random) == 0 ? .treatment : .control
            var left = Double.random(in: 0..<1, using: &random)
            let shares = arm == .control ? control : treatment
            let index = shares.firstIndex { share in
                left -= share
                return left < 0
            }
            let name = index ?? shares.count - 1
            let place = order[name] ?? order.count
            order[name] = place
            comparison.add(place, to: arm)
        }
        return comparison
    }

    @Test func `classes at the margin are seldom said to be apart, however many there are, and seldom within`() {
        var random = Seeded(seed: 31)
        let (control, treatment) = ([0.25, 0.25, 0.2, 0.2, 0.1], [0.35, 0.15, 0.2, 0.2, 0.1])
        let ends = (0..<150).map { _ in
            Self.comparison(control, treatment, margin: 0.1, count: 1500, random: &random)
        }
        // 7.5 of 150 are allowed on average; more than 17 come by chance once in a thousand times.
        #expect(ends.count { $0.apart != nil } <= 17 && ends.count { $0.isWithin } <= 17)
    }

    @Test func `a share that differs is found on either side, also that of a class that stable never says`() {
        var random = Seeded(seed: 32)
        for (control, treatment) in [
            ([0.5, 0.5], [0.8, 0.2]), ([0.9, 0.1], [0.6, 0.4]), ([1, 0], [0.7, 0.3]),
            ([Double](repeating: 0.01, count: 100), [0.5] + [Double](repeating: 0.5 / 99, count: 99)),
        ] {
            let end = Self.comparison(control, treatment, margin: 0.05, count: 20_000, random: &random)
            #expect(end.apart != nil && !end.isWithin)
        }
    }

    @Test func `equal shares are within, once a class that is rare would have been seen`() {
        var random = Seeded(seed: 33)
        let end = Self.comparison([0.6, 0.4], [0.6, 0.4], margin: 0.1, count: 20_000, random: &random)
        #expect(end.isWithin && end.apart == nil)
        let one = Self.comparison([1], [1], margin: 0.02, count: 20_000, random: &random)
        // log(2 / 0.05) / -log(0.98)
        #expect(one.isWithin && one.counts.treatment >= 183)
        #expect(!Self.comparison([1], [1], margin: 0, count: 5000, random: &random).isWithin)
    }
}
