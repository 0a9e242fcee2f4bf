import AviaryStatistics
import AviaryTesting
import Foundation
import Testing

struct RankTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `ties are broken by lot, and nothing else changes`(seed: UInt64) {
        var random = Seeded(seed: seed)
        let samples = (0..<2).map { _ in
            (0..<200).map { _ in Double(Int.random(in: 0..<9, using: &random)) }.sorted()
        }
        let ranks = BrokenTies(samples[0], samples[1], seed: seed)
        #expect((ranks.first + ranks.second).sorted() == (1...400).map(Double.init))
        #expect(ranks.first == ranks.first.sorted() && ranks.second == ranks.second.sorted())
        for (value, rank) in zip(samples[0], ranks.first) {
            for (other, place) in zip(samples[1], ranks.second) where value != other {
                #expect((value < other) == (rank < place))
            }
        }
        #expect(ranks == BrokenTies(samples[0], samples[1], seed: seed))
    }

    @Test func `the lot is fair`() {
        let wins = (0..<4000).count { BrokenTies([1, 1], [1, 1], seed: UInt64($0)).first[0] == 1 }
        // The first of four that tie is one of the first sample's two in half of all cases.
        #expect((1900...2100).contains(wins))
    }

    @Test func `Fisher's test agrees with what can be counted`() {
        // The lady tasting tea: (16 + 1) / 70, doubled.
        #expect(abs((FisherExact.test(3, of: 4, 1, of: 4).pValue ?? 0) - 34.0 / 70) < 1e-12)
        #expect(abs((FisherExact.test(1, of: 1000, 0, of: 1_000_000).pValue ?? 0) - 2.0 / 1001) < 1e-11)
        #expect(FisherExact.test(500, of: 1000, 500_000, of: 1_000_000).pValue == 1)
        #expect(!FisherExact.test(0, of: 10, 0, of: 0).isDefined)
        for (a, b) in [(3, 17), (0, 9), (12, 0), (20, 30)] {
            let one = FisherExact.test(a, of: 20, b, of: 30).pValue ?? -1
            #expect(abs(one - (FisherExact.test(b, of: 30, a, of: 20).pValue ?? 0)) < 1e-12)
            #expect(abs(one - (FisherExact.test(20 - a, of: 20, 30 - b, of: 30).pValue ?? 0)) < 1e-12)
        }
    }

    @Test func `Anderson and Darling's p-value goes on below its table as the limit does`() throws {
        let a = (0..<2000).map(Double.init)
        var last = 1.0
        for shift in stride(from: 0.5, through: 800, by: 10) {
            let b = a.map { $0 + shift }
            let table = AndersonDarling.test(sorted: [a, b])
            let tailed = AndersonDarling.test(sorted: [a, b], isTailed: true)
            let (floor, pValue) = (try #require(table.pValue), try #require(tailed.pValue))
            #expect(tailed.statistic == table.statistic)
            #expect(floor > 0.001 ? pValue == floor : pValue <= floor)
            #expect(pValue <= last)
            last = pValue
            // The limit's tail, sqrt 3 erfc(sqrt A) (Zolotarev), with the limit's deviation sqrt(2 (pi^2 - 9) / 3).
            let limit = 3.0.squareRoot() * erfc((1 + table.statistic * 0.76137).squareRoot())
            if floor == 0.001, limit > 1e-30 { #expect((1...1.15).contains(pValue / limit)) }
        }
        #expect(last < 1e-100)
    }
}
