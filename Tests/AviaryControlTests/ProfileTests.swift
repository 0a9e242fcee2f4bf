import AviaryControl
import AviaryCore
import AviaryStatistics
import AviaryTesting
import Foundation
import Testing

struct ProfileTests {
    private static func profile(rows: Int, seed: UInt64, income: Measure = .value, extra: [String] = []) -> Profile {
        var random = Seeded(seed: seed)
        var profile = Profile(seed: seed)
        for row in 0..<rows {
            var values: [MeasureKey: MeasureValue] = [
                MeasureKey(.value, of: "age"): row % 10 == 3 ? .missing : .number(Double(row)),
                MeasureKey(.missing, of: "age"): .flag(row % 10 == 3),
                MeasureKey(.category, of: "city"): .category(["Oslo", "Rome"][row % 2]),
                MeasureKey(income, of: "income"): income == .value
                    ? .number(Double.random(in: 0..<1, using: &random)) : .category("high"),
            ]
            for feature in extra { values[MeasureKey(.value, of: feature)] = .number(1) }
            profile.add(row: values.lazy.map { (key: $0.key, value: $0.value) })
        }
        return profile
    }

    @Test func `a profile says what its rows look like`() {
        let profile = Self.profile(rows: 100, seed: 1)
        #expect(profile.rows == 100)
        #expect(profile.range(of: "age") == 0...99 && profile.range(of: "city") == nil)
        #expect(profile.categories(of: "city") == ["Oslo", "Rome"] && profile.categories(of: "age") == nil)
        #expect(profile[MeasureKey(.value, of: "age")]?.count == 90)
        #expect(profile[MeasureKey(.missing, of: "age")]?.mean == 0.1)
        #expect(profile.schema == ["age": .number, "city": .category, "income": .number])
    }

    @Test func `of too many categories not all are known`() {
        var profile = Profile()
        for row in 0..<300 {
            profile.add(row: [(key: MeasureKey(.category, of: "id"), value: .category("\(row)"))])
        }
        #expect(profile.categories(of: "id") == nil)
    }

    @Test func `profiles of parts are the profile of the whole`() throws {
        var profile = Self.profile(rows: 100, seed: 1)
        try profile.merge(Self.profile(rows: 50, seed: 2))
        #expect(profile.rows == 150 && profile.range(of: "age") == 0...99)
        #expect(profile[MeasureKey(.category, of: "city")]?.share(of: "Oslo") == 0.5)
        var empty = Profile()
        try empty.merge(profile)
        try empty.merge(Profile())
        #expect(empty.summaries == profile.summaries && empty.rows == 150)
    }

    @Test func `rows are kept with a profile, and added up where both have them`() throws {
        func profile(_ seed: UInt64, rows: Int = 3000, columns: [String] = ["a", "b"]) throws -> Profile {
            var kept = TableRows(columns: columns, seed: seed)
            for row in 0..<rows { kept.add([Double(row), seed == 1 ? .nan : 1]) }
            return try Profile(rows: rows, columns: [:], sample: kept)
        }
        var sum = try profile(1)
        try sum.merge(try profile(2))
        #expect(sum.sample?.sample.count == 2000 && sum.sample?.sample.seen == 6000)
        let read = try JSONDecoder().decode(Profile.self, from: JSONEncoder().encode(sum))
        #expect(read == sum && read.reference.rows == sum.sample)
        try sum.merge(try profile(3, columns: ["a", "c"]))
        #expect(sum.rows == 9000 && sum.sample == nil)
        let text = String(decoding: try JSONEncoder().encode(try profile(4)), as: UTF8.self)
        let wrong = text.replacingOccurrences(of: #"["a","b"]"#, with: #"["a","b","c"]"#)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Profile.self, from: Data(wrong.utf8)) }
    }

    @Test func `a measure that is no feature's value may be in one only`() throws {
        var live = Self.profile(rows: 10, seed: 1)
        live.add(row: [(key: MeasureKey(.latency), value: .number(0.5))])
        var profile = Self.profile(rows: 10, seed: 2)
        try profile.merge(live)
        #expect(profile[MeasureKey(.latency)]?.mean == 0.5)
    }

    @Test func `profiles of other features are not merged, and the features are named`() throws {
        var profile = Self.profile(rows: 10, seed: 1, extra: ["height"])
        let before = profile
        let other = Self.profile(rows: 10, seed: 1, income: .category, extra: ["weight"])
        let differences = [
            "'height' is only in the first", "'income' is a number in one and a category in the other",
            "'weight' is only in the second",
        ]
        #expect(profile.schemaDifferences(from: other) == differences)
        let error = #expect(throws: AviaryError.self) { try profile.merge(other) }
        #expect(error?.message == "expected profiles of the same features: \(differences.joined(separator: ", "))")
        #expect(profile == before)
        let many = Self.profile(rows: 1, seed: 1, extra: (0..<20).map { "f\($0)" })
        let long = #expect(throws: AviaryError.self) { try many.requireSchema(of: Self.profile(rows: 1, seed: 1)) }
        #expect(long?.message.hasSuffix("and 10 more") == true)
    }

    @Test func `a feature of which all is missing fits any`() throws {
        var broken = Profile()
        for key in [MeasureKey(.value, of: "age"), MeasureKey(.category, of: "city"), MeasureKey(.value, of: "income")]
        {
            broken.add(row: [(key: key, value: .missing)])
        }
        #expect(Self.profile(rows: 10, seed: 1).schemaDifferences(from: broken).isEmpty)
        #expect(broken.schemaDifferences(from: Self.profile(rows: 10, seed: 1)).isEmpty)
    }

    @Test func `the number of measures is bounded`() {
        var profile = Profile()
        profile.add(
            row: (0..<Profile.mostMeasures + 5).map {
                (key: MeasureKey(.clipping, of: "\($0)"), value: MeasureValue.flag(true))
            }
        )
        #expect(profile.summaries.count == Profile.mostMeasures && profile.dropped == 5)
        #expect(throws: AviaryError.self) {
            try Profile(rows: 1, columns: [MeasureKey(.value, of: "x"): Summary(.share)])
        }
        #expect(throws: AviaryError.self) { try Profile(rows: -1, columns: [:]) }
    }

    @Test func `a profile is the same after it was written, in one form`() throws {
        let profile = Self.profile(rows: 2000, seed: 3)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = try encoder.encode(profile)
        #expect(text.count < 30_000)
        let read = try JSONDecoder().decode(Profile.self, from: text)
        #expect(read == profile)
        #expect(try encoder.encode(read) == text)
    }

    @Test(arguments: [
        (#""version":1"#, #""version":2"#), (#""rows":20"#, #""rows":-1"#), (#""dropped":0"#, #""dropped":-1"#),
        (#""measure":"input.category""#, #""measure":"input.value""#),
        (#""measure":"input.category""#, #""measure":"input.odd""#),
        (#""feature":"income""#, #""feature":"age""#), (#""number":"Bw"#, #""number":"B?"#),
        (#""number""#, #""share""#),
    ])
    func `what is no profile is refused`(part: String, change: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(Self.profile(rows: 20, seed: 1)), as: UTF8.self)
        #expect(text.contains(part))
        let changed = Data(text.replacing(part, with: change).utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Profile.self, from: changed) }
    }
}
