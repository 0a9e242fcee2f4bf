import AviaryStatistics
import AviaryTesting
import Testing

struct ReconstructionTestTests {
    /// Three columns that follow one hidden number, or none, and a fourth by itself; each about as often small as great.
    private static func rows(_ count: Int, isTogether: Bool = true, _ random: inout Seeded) -> RowMatrix {
        var values: [Double] = []
        for _ in 0..<count {
            let hidden = Double.random(in: -1...1, using: &random)
            for _ in 0..<3 {
                let own = isTogether ? hidden : Double.random(in: -1...1, using: &random)
                values.append(own + Double.random(in: -0.2...0.2, using: &random))
            }
            values.append(Double.random(in: 0...1, using: &random))
        }
        return RowMatrix(values, columns: 4)
    }

    @Test func `rows like the reference's are called otherwise about as often as the level says`() throws {
        var random = Seeded(seed: 1)
        var alarms = 0
        for _ in 0..<400 {
            let test = try #require(ReconstructionTest(reference: Self.rows(200, &random)))
            if try #require(test.run(Self.rows(100, &random)).pValue) <= 0.05 { alarms += 1 }
        }
        // 20 are expected; 34 or more come with a probability of 0.002.
        #expect(alarms < 34)
    }

    @Test func `rows whose columns no longer follow each other are told, though each column is as it was`() throws {
        var random = Seeded(seed: 2)
        let test = try #require(ReconstructionTest(reference: Self.rows(400, &random)))
        let result = test.run(Self.rows(200, isTogether: false, &random))
        #expect(result.statistic > 0.4)
        #expect(try #require(result.pValue) < 1e-10)
    }

    @Test func `too little is known of few rows, of one column, and nothing of no rows`() throws {
        var random = Seeded(seed: 3)
        #expect(ReconstructionTest(reference: Self.rows(15, &random)) == nil)
        #expect(ReconstructionTest(reference: RowMatrix([1, 2, 3, 4, 5, 6, 7, 8], columns: 1)) == nil)
        let test = try #require(ReconstructionTest(reference: Self.rows(16, &random)))
        #expect(!test.run(RowMatrix([], columns: 4)).isDefined)
    }

    @Test func `constant and missing columns are no hindrance`() throws {
        let reference = RowMatrix((0..<40).flatMap { _ in [3, .nan, 1] }, columns: 3)
        let test = try #require(ReconstructionTest(reference: reference))
        #expect(test.run(reference).pValue == 1)
    }
}
