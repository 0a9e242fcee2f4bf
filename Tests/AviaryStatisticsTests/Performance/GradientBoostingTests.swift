import AviaryStatistics
import AviaryTesting
import Testing

struct GradientBoostingTests {
    private static func squaredError(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(a.count)
    }

    /// A wave, a step and their product in the first two of three columns.
    private static func rows(_ count: Int, seed: UInt64) -> (table: RowMatrix, signal: [Double], targets: [Double]) {
        var random = Seeded(seed: seed)
        let values = (0..<3 * count).map { _ in Double.random(in: -1..<1, using: &random) }
        let signal = (0..<count).map { row in
            let (a, b) = (values[3 * row], values[3 * row + 1])
            return 2 * a * a + (b > 0.3 ? 1 : 0) * a
        }
        let targets = signal.map { $0 + Double.random(in: -0.5..<0.5, using: &random) }
        return (RowMatrix(values, columns: 3), signal, targets)
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func `a curve with an interaction is learned through noise`(seed: UInt64) throws {
        let learned = Self.rows(3000, seed: seed)
        let model = try #require(GradientBoosting(learned.table, targets: learned.targets))
        let fresh = Self.rows(1000, seed: seed + 50)
        let error = Self.squaredError(model.predictions(fresh.table), fresh.signal)
        let spread = Self.squaredError(fresh.signal, Array(repeating: 0.667, count: 1000))
        #expect(error < 0.08 * spread)
    }

    @Test func `more trees never fit the learned rows worse`() throws {
        let learned = Self.rows(500, seed: 4)
        var errors: [Double] = []
        for trees in [0, 1, 5, 20, 80] {
            var settings = GradientBoosting.Settings()
            settings.trees = trees
            let model = try #require(GradientBoosting(learned.table, targets: learned.targets, settings: settings))
            errors.append(Self.squaredError(model.predictions(learned.table), learned.targets))
        }
        #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 > $1 })
    }

    @Test func `one tree of depth one finds the step`() throws {
        var settings = GradientBoosting.Settings()
        (settings.trees, settings.rate, settings.depth, settings.leafRows) = (1, 1, 1, 1)
        let table = RowMatrix([7, 1, 7, 2, 7, 3, 7, 4], columns: 2)
        let model = try #require(GradientBoosting(table, targets: [0, 0, 6, 6], settings: settings))
        #expect(model.predictions(RowMatrix([0, -9, 0, 2.5, 0, 2.51, 0, 99], columns: 2)) == [0, 0, 6, 6])
    }

    @Test func `missing numbers are told apart from all others`() throws {
        var random = Seeded(seed: 5)
        let values = (0..<400).map { $0 % 4 == 0 ? Double.nan : Double.random(in: -1..<1, using: &random) }
        let targets = values.map { $0.isNaN ? 5.0 : 1.0 }
        let model = try #require(GradientBoosting(RowMatrix(values, columns: 1), targets: targets))
        let said = model.predictions(RowMatrix([.nan, .infinity, -3, 0, 3], columns: 1))
        for (number, expected) in zip(said, [5.0, 5, 1, 1, 1]) { #expect(abs(number - expected) < 0.01) }
    }

    @Test func `codes of categories are split by what they mean, not by their size`() throws {
        var random = Seeded(seed: 6)
        let codes = (0..<600).map { _ in Double(Int.random(in: 0..<12, using: &random)) }
        let targets = codes.map { $0.truncatingRemainder(dividingBy: 2) == 0 ? 1.0 : -1.0 }
        var settings = GradientBoosting.Settings()
        (settings.trees, settings.rate, settings.depth) = (1, 1, 1)
        let table = RowMatrix(codes, columns: 1)
        let fit = GradientBoosting(table, categories: [0], targets: targets, settings: settings)
        #expect(Self.squaredError(try #require(fit).predictions(table), targets) < 1e-20)
        // What was never seen falls to the lower side with what is missing.
        let others = try #require(fit).predictions(RowMatrix([99, .nan], columns: 1))
        #expect(Self.squaredError(others, [-1, -1]) < 1e-20)
        settings.bins = 2
        let coarse = try #require(GradientBoosting(table, categories: [0], targets: targets, settings: settings))
        #expect(Set(coarse.predictions(table)).count <= 2)
    }

    @Test func `few bins and many equal numbers still split where it matters`() throws {
        var settings = GradientBoosting.Settings()
        settings.bins = 4
        let values = (0..<400).map { $0 < 300 ? 0 : Double($0) }
        let model = try #require(
            GradientBoosting(RowMatrix(values, columns: 1), targets: values.map { $0 > 0 ? 1 : 0 }, settings: settings)
        )
        #expect(abs(model.predictions(RowMatrix([0], columns: 1))[0]) < 0.01)
        #expect(abs(model.predictions(RowMatrix([350], columns: 1))[0] - 1) < 0.01)
    }

    @Test func `with few rows the mean is learned, with none nothing`() throws {
        let model = try #require(GradientBoosting(RowMatrix([1, 2, 3], columns: 1), targets: [1, 2, 6]))
        #expect(model.predictions(RowMatrix([1, 100], columns: 1)) == [3, 3])
        #expect(GradientBoosting(RowMatrix([], columns: 1), targets: []) == nil)
        #expect(GradientBoosting(RowMatrix([1], columns: 1), targets: [1, 2]) == nil)
        #expect(GradientBoosting(RowMatrix([1], columns: 1), targets: [.nan]) == nil)
    }
}
