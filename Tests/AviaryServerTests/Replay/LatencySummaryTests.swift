import AviaryServer
import AviaryTesting
import Testing

/// Quantiles in bounded memory.
struct LatencySummaryTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `quantiles are those of the numbers, at most 3,2 % too high`(seed: UInt64) {
        var random = Seeded(seed: seed)
        // From microseconds to minutes.
        let numbers = (0..<5000).map { _ in
            Double(
                sign: .plus,
                exponent: -Int.random(in: 0..<19, using: &random),
                significand: .random(in: 1..<60, using: &random)
            )
        }
        var summary = LatencySummary()
        for number in numbers { summary.add(number) }
        let sorted = numbers.sorted()
        for share in [0.01, 0.5, 0.9, 0.99, 1] {
            let exact = sorted[Int((share * 5000).rounded(.up)) - 1]
            let found = summary.quantile(share) ?? 0
            #expect(found >= exact && found <= exact * 1.032, "\(share): \(found), not \(exact)")
        }
        #expect(abs((summary.mean ?? 0) - numbers.reduce(0, +) / 5000) < 1e-9)
    }

    @Test func `nothing has no quantiles, and what is beyond all bounds is counted`() {
        #expect(LatencySummary().mean == nil && LatencySummary().quantile(0.5) == nil)
        var summary = LatencySummary()
        for seconds in [0, 1e300] { summary.add(seconds) }
        #expect(summary.count == 2 && (summary.quantile(0.5) ?? 1) < 2e-6 && (summary.quantile(1) ?? 0) > 4000)
    }
}
