import AviaryTesting
import RealModule
import Testing

@testable import AviaryStatistics

struct QuantileTests {
    @Test(arguments: [0.01, 0.5, 0.95, 0.999])
    func `ranks bound the quantile ever more narrowly, and never cross it`(quantile: Double) {
        let ranks = QuantileRanks(quantile: quantile, lowerLevel: 0.025, upperLevel: 0.025)
        var width = Double.infinity
        for count in [10, 100, 1000, 10_000, 100_000, 1_000_000] {
            let (lower, upper) = ranks.bounds(of: count)
            if let lower { #expect(lower >= 1 && Double(lower) <= quantile * Double(count) + 1) }
            if let upper { #expect(upper <= count && Double(upper) >= quantile * Double(count)) }
            guard let lower, let upper else { continue }
            #expect(Double(upper - lower) / Double(count) < width)
            width = Double(upper - lower) / Double(count)
        }
        // Howard and Ramdas' closed form, which is a little wider.
        let count = 1_000_000.0
        let level = (1.4 * .log(.log(2.1 * count)) + .log(10 / 0.05)) / count
        #expect(width < 2 * (1.5 * (quantile * (1 - quantile) * level).squareRoot() + 0.8 * level))
    }

    @Test func `from few numbers no bound follows`() {
        let (lower, upper) = QuantileRanks(quantile: 0.5, lowerLevel: 0.05, upperLevel: 0.05).bounds(of: 1)
        #expect(lower == nil && upper == nil)
    }

    @Test func `bins keep the order, and each number to a thousandth`() {
        var random = Seeded(seed: 5)
        var bins = OrderedBins()
        var numbers: [Double] = [0, -0.0, 1e-300, -1e300, 1e300, .leastNonzeroMagnitude]
        numbers += (0..<3000).map { _ in
            Double.exp(Double.random(in: -20...20, using: &random)) * (Bool.random(using: &random) ? 1 : -1)
        }
        for number in numbers { bins.add(number) }
        #expect(bins.count == numbers.count)
        for (index, number) in numbers.sorted().enumerated() where abs(number) < 1e18 && abs(number) > 1e-12 {
            let bin = bins.bin(ofRank: index + 1)
            #expect(bin.lower <= number && number <= bin.upper)
            #expect(bin.upper - bin.lower <= abs(number) / 1000)
        }
    }
}
