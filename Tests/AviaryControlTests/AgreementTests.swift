import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

struct AgreementTests {
    private static func floats(_ name: String, _ values: [Float], _ shape: Shape? = nil) throws -> NamedTensor {
        NamedTensor(name: name, tensor: try Tensor(values, shape: shape))
    }

    private static func texts(_ name: String, _ values: [String]) throws -> NamedTensor {
        NamedTensor(name: name, tensor: try Tensor(strings: values))
    }

    private static func compare(
        _ stable: [NamedTensor],
        _ candidate: [NamedTensor],
        _ rules: [String: AgreementPlan.Rule] = [:]
    ) -> AgreementResult {
        AgreementPlan(rules: rules).compare(stable: stable, candidate: candidate)
    }

    @Test func `probabilities agree by their greatest, and that both are sure counts`() throws {
        let stable = [try Self.floats("p", [0.7, 0.3, 0.1, 0.9], [2, 2])]
        #expect(Self.compare(stable, [try Self.floats("p", [0.5, 0.5, 0.4, 0.6], [2, 2])]).agrees)
        let unsure = Self.compare(stable, [try Self.floats("p", [0.49, 0.51, 0.4, 0.6], [2, 2])])
        let sure = Self.compare(stable, [try Self.floats("p", [0, 1, 0.4, 0.6], [2, 2])])
        #expect(!unsure.agrees && !sure.agrees && unsure.score < sure.score && sure.score < 1)
        #expect(unsure.difference == "p: 1 of 2 rows have another class, for instance class 1 instead of 0")
    }

    @Test func `other numbers agree within a thousandth`() throws {
        let stable = [try Self.floats("y", [1000, -2, 0])]
        #expect(Self.compare(stable, [try Self.floats("y", [1000.9, -2.002, 0.0009])]).agrees)
        let near = Self.compare(stable, [try Self.floats("y", [1000, -2, 0.002])])
        let far = Self.compare(stable, [try Self.floats("y", [1000, -2, .nan])])
        #expect(!near.agrees && !far.agrees && near.score < far.score && far.score == 1)
        #expect(near.difference?.hasPrefix("y: 1 of 3 are farther apart than allowed") == true)
    }

    @Test func `what is no number equals its like, and infinities those of their sign`() throws {
        let odd = [try Self.floats("y", [.nan, .infinity, -.infinity])]
        #expect(Self.compare(odd, odd).agrees)
        #expect(!Self.compare(odd, [try Self.floats("y", [.nan, .infinity, .infinity])]).agrees)
        #expect(Self.compare(odd, odd, ["y": .label]).agrees)
        #expect(Self.compare(odd, odd, ["y": .topK(count: 2, atLeast: 1)]).agrees)
    }

    @Test func `labels are compared whole, whether they are numbers or words`() throws {
        let words = try Self.texts("label", ["cat", "dog"])
        let numbers = NamedTensor(name: "index", tensor: try Tensor([3, 4] as [Int64]))
        #expect(Self.compare([words, numbers], [numbers, words]).agrees)
        let result = Self.compare(
            [words, numbers],
            [
                NamedTensor(name: "index", tensor: try Tensor([3, 5] as [Int64])),
                try Self.texts("label", ["cat", "dogs"]),
            ]
        )
        #expect(
            result.difference
                == "label: 1 of 2 are different, for instance 'dogs' instead of 'dog'; "
                + "index: 1 of 2 are different, for instance 5 instead of 4"
        )
        #expect(result.score == 0.5)
    }

    @Test func `missing outputs, other shapes and other types disagree with the reason`() throws {
        let one = try Self.floats("a", [1, 2])
        let other = NamedTensor(name: "a", tensor: try Tensor([1, 2] as [Double]))
        #expect(Self.compare([one], []).difference == "a: the candidate has no such output")
        // What it has beside stable's outputs is nobody's loss, and fits stable's signature.
        #expect(Self.compare([], [one]).agrees)
        #expect(Self.compare([one], [other]).difference == "a: stable answers FP32 [2], the candidate FP64 [2]")
        #expect(!Self.compare([one], [try Self.floats("a", [1, 2], [2, 1])]).agrees)
        #expect(Self.compare([one], [], ["a": .ignored]).agrees && Self.compare([], [one], ["a": .ignored]).agrees)
        #expect(!Self.compare([one], [one], ["a": .text(atMost: 1)]).agrees)
        let words = try Self.texts("a", ["x", "y"])
        #expect(!Self.compare([words], [words], ["a": .tolerance(absolute: 1, relative: 1)]).agrees)
    }

    @Test func `the greatest few are compared as a set`() throws {
        let stable = [try Self.floats("s", [5, 4, 3, 2, 1])]
        let candidate = [try Self.floats("s", [4, 5, 1, 2, 3])]
        #expect(Self.compare(stable, candidate, ["s": .topK(count: 2, atLeast: 1)]).agrees)
        #expect(!Self.compare(stable, candidate, ["s": .topK(count: 3, atLeast: 0.7)]).agrees)
        #expect(Self.compare(stable, candidate, ["s": .topK(count: 3, atLeast: 0.6)]).agrees)
        #expect(Self.compare(stable, candidate, ["s": .topK(count: 99, atLeast: 1)]).agrees)
    }

    @Test func `one score a row has no greatest, and does not agree by it`() throws {
        let sigmoid = [try Self.floats("p", [0.1, 0.9], [2, 1])]
        #expect(!Self.compare(sigmoid, sigmoid, ["p": .label]).agrees && Self.compare(sigmoid, sigmoid).agrees)
    }

    @Test func `rules that cannot be are named, and crash nothing`() throws {
        let rules: [String: AgreementPlan.Rule] = [
            "a": .tolerance(absolute: -1, relative: 0), "b": .topK(count: 0, atLeast: 1), "c": .text(atMost: .nan),
            "d": .boxes(overlap: 2, atLeast: .nan), "e": .topK(count: 5, atLeast: 1), "f": .text(atMost: 1),
        ]
        var specification = EndpointSpecification(name: try ModelName("n"), model: try ModelName("m"))
        specification.agreement = AgreementPlan(rules: rules)
        #expect(
            specification.problems == [
                "agreement: output 'a': tolerances are finite and not negative, got -1.0 and 0.0",
                "agreement: output 'b': the greatest are at least 1, got 0",
                "agreement: output 'c': a share is of 0...1, got nan",
                "agreement: output 'd': a share is of 0...1, got 2.0",
            ]
        )
        let outputs = try ["a", "b", "d"].map { try Self.floats($0, [1, 2, 3, 4], [1, 4]) }
        let texts = [try Self.texts("c", ["one"])]
        _ = Self.compare(outputs + texts, outputs + [try Self.texts("c", ["two"])], rules)
    }

    @Test func `numbers of 16 bits are numbers`() throws {
        func tensor(_ type: DataType, _ bits: UInt16) throws -> NamedTensor {
            let bytes = try Tensor([UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8)])
            return NamedTensor(name: "h", tensor: try Tensor(type, shape: [1], storage: bytes.storage))
        }
        // 1 and 1.001 in 16 bits, 1 and 2 in bfloat16.
        #expect(Self.compare([try tensor(.float16, 0x3C00)], [try tensor(.float16, 0x3C01)]).agrees)
        #expect(!Self.compare([try tensor(.float16, 0x3C00)], [try tensor(.float16, 0x4000)]).agrees)
        #expect(!Self.compare([try tensor(.bfloat16, 0x3F80)], [try tensor(.bfloat16, 0x4000)]).agrees)
    }

    @Test func `texts agree when a tenth is different`() throws {
        let text = String(repeating: "The quick brown fox jumps. ", count: 10)
        let stable = [try Self.texts("text", [text])]
        let near = text.replacing("fox", with: "cat")
        #expect(Self.compare(stable, [try Self.texts("text", [near])], ["text": .text(atMost: 0.12)]).agrees)
        #expect(Self.compare(stable, [try Self.texts("text", [String(text.dropFirst(20))])]).agrees)
        let result = Self.compare(stable, [try Self.texts("text", [String(text.reversed())])])
        #expect(result.difference?.hasPrefix("text: 1 of 1 texts differ") == true)
        #expect(Self.compare(stable, [try Self.texts("text", [""])]).score > 0.1)
    }

    @Test func `edit distances are those of the plain table`() throws {
        func distance(_ one: [Character], _ other: [Character]) -> Int {
            var row = Array(0...other.count)
            for (place, character) in one.enumerated() {
                var corner = row[0]
                row[0] = place + 1
                for column in other.indices {
                    let cost = min(corner + (character == other[column] ? 0 : 1), row[column] + 1, row[column + 1] + 1)
                    (corner, row[column + 1]) = (row[column + 1], cost)
                }
            }
            return row[other.count]
        }
        var random = Seeded(seed: 51)
        for _ in 0..<600 {
            let texts = (0..<2).map { _ in
                (0..<Int.random(in: 1...14, using: &random)).map { _ in "abß".randomElement(using: &random) ?? "a" }
            }
            let most = Double.random(in: 0...1, using: &random)
            let share = Double(distance(texts[0], texts[1])) / Double(max(texts[0].count, texts[1].count))
            let result = Self.compare(
                [try Self.texts("t", [String(texts[0])])],
                [try Self.texts("t", [String(texts[1])])],
                ["t": .text(atMost: most)]
            )
            #expect(result.agrees == (share <= most), "\(texts) \(share) \(most)")
        }
    }

    @Test func `however long and many texts are, comparing them ends`() throws {
        let long = (0..<200).map { String(repeating: $0.isMultiple(of: 2) ? "ab" : "c", count: 20_000) }
        let stable = [try Self.texts("t", long)]
        let candidate = [try Self.texts("t", long.map { "x" + $0.replacing("a", with: "ba") + "y" })]
        #expect(!Self.compare(stable, candidate).agrees && Self.compare(stable, stable).agrees)
    }

    /// Boxes with their classes.
    private static func boxes(_ boxes: [[Float]], _ classes: [Int64]) throws -> [NamedTensor] {
        [
            try Self.floats("out_boxes", boxes.flatMap { $0 }, Shape([1, boxes.count, 4])),
            NamedTensor(name: "out_classes", tensor: try Tensor(classes, shape: Shape([1, classes.count]))),
            try Self.floats("out_scores", boxes.map { _ in Float.random(in: 0...1) }, Shape([1, boxes.count])),
        ]
    }

    @Test func `boxes agree by place and class, in any order`() throws {
        let (one, two): ([Float], [Float]) = ([0, 0, 100, 100], [200, 200, 300, 260])
        let stable = try Self.boxes([one, two], [1, 2])
        #expect(Self.compare(stable, try Self.boxes([[202, 201, 301, 262], [1, 0, 99, 101]], [2, 1])).agrees)
        // Places without a box are nothing.
        #expect(Self.compare(stable, try Self.boxes([two, one, [0, 0, 0, 0]], [2, 1, 1])).agrees)
        let swapped = Self.compare(stable, try Self.boxes([one, two], [2, 1]))
        #expect(swapped.score == 1)
        #expect(
            swapped.difference == "out_boxes: 0 of stable's 2 boxes have a partner among the candidate's 2"
        )
        #expect(!Self.compare(stable, try Self.boxes([one], [1])).agrees)
        // Two boxes on the same place are one partner too many.
        #expect(!Self.compare(stable, try Self.boxes([one, one, two], [1, 1, 2])).agrees)
        #expect(Self.compare(try Self.boxes([], []), try Self.boxes([], [])).agrees)
        #expect(!Self.compare(stable, [try Self.floats("out_boxes", [1, 2])]).agrees)
    }

    @Test func `boxes with score and class in their row are matched, too`() throws {
        let rule = ["d": AgreementPlan.Rule.boxes(overlap: 0.5, atLeast: 1)]
        let stable = [try Self.floats("d", [0, 0, 10, 10, 0.9, 1, 20, 20, 30, 30, 0.8, 2], [2, 6])]
        let same = [try Self.floats("d", [20, 20, 30, 31, 0.1, 2, 0, 0, 10, 10, 0.2, 1], [2, 6])]
        let other = [try Self.floats("d", [20, 20, 30, 31, 0.1, 2, 0, 0, 10, 10, 0.2, 2], [2, 6])]
        #expect(Self.compare(stable, same, rule).agrees && !Self.compare(stable, other, rule).agrees)
    }

    @Test func `the worst disagreements are kept, and of the others each is as likely as any`() {
        var random = Seeded(seed: 52)
        var kept = [Int](repeating: 0, count: 40)
        for _ in 0..<3000 {
            var sample = DisagreementSample<Int>(best: 3, others: 4)
            for item in (0..<40).shuffled(using: &random) {
                sample.offer(item, score: Double(item) / 40, using: &random)
            }
            #expect(sample.best.map(\.item) == [39, 38, 37] && sample.others.count == 4 && sample.offered == 40)
            for other in sample.others { kept[other.item] += 1 }
        }
        // 4 of 37, 3000 times: 324 on average, with a deviation of 17.
        #expect(kept[..<37].allSatisfy { (250...400).contains($0) }, "\(kept)")
        #expect(kept[37...].allSatisfy { $0 == 0 })
    }
}
