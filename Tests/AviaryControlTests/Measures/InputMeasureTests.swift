import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

/// What is measured of numbers, words and texts that come in.
struct InputMeasureTests {
    private static func input(_ name: String, _ tensor: Tensor, _ parameters: Parameters = [:]) -> NamedTensor {
        NamedTensor(name: name, tensor: tensor, parameters: parameters)
    }

    private static func texts(_ strings: [String], _ shape: Shape? = nil) throws -> NamedTensor {
        Self.input("x", try Tensor(strings: strings, shape: shape))
    }

    @Test func `each column of each row is a feature`() throws {
        let plan = MeasurePlan([TensorSignature("x", .float32, -1, 3)])
        let tensor = try Tensor([1, 2, .nan, 4, 5, 6] as [Float], shape: [2, 3])
        let seen = MeasuredRequest(plan, [Self.input("x", tensor)])
        #expect(seen.numbers(.value, "x[0]") == [1, 4] && seen.numbers(.value, "x[1]") == [2, 5])
        #expect(seen.numbers(.value, "x[2]").map(\.isNaN) == [true, false])
        #expect(seen[.missing, "x[2]"] == [.share(1, of: 2)] && seen[.missing, "x[0]"] == [.share(0, of: 2)])
        #expect(seen[.missing] == [.share(1, of: 6)])
    }

    @Test(arguments: [[-1], [1], [-1, 1], []] as [[Int]])
    func `one number a row bears the input's name`(lengths: [Int]) throws {
        let signature = TensorSignature(
            name: "age",
            dataType: .int64,
            dimensions: lengths.map { $0 < 0 ? .free(symbol: "n") : .fixed($0) }
        )
        let shape = try Shape(lengths.map(abs))
        let seen = MeasuredRequest(MeasurePlan([signature]), [Self.input("age", try Tensor([Int64(7)], shape: shape))])
        #expect(seen.numbers(.value, "age") == [7] && seen[.missing, "age"] == [.share(0, of: 1)])
    }

    @Test func `a vector of a fixed length is one row`() throws {
        let plan = MeasurePlan([TensorSignature("x", .float64, 2)])
        let seen = MeasuredRequest(plan, [Self.input("x", try Tensor([1.5, 2.5]))])
        #expect(seen.numbers(.value, "x[0]") == [1.5] && seen.numbers(.value, "x[1]") == [2.5])
    }

    @Test func `every type of number is read`() throws {
        func read(_ tensor: Tensor) -> [Double] {
            let plan = MeasurePlan([TensorSignature("x", tensor.dataType, -1)])
            return MeasuredRequest(plan, [Self.input("x", tensor)]).numbers(.value, "x")
        }
        #expect(try read(Tensor([UInt8.max])) == [255] && read(Tensor([Int8.min])) == [-128])
        #expect(try read(Tensor([UInt16.max])) == [65_535] && read(Tensor([Int16.min])) == [-32_768])
        #expect(try read(Tensor([UInt32.max])) == [4_294_967_295] && read(Tensor([Int32.min])) == [-2_147_483_648])
        #expect(try read(Tensor([UInt64.max])) == [0x1p64] && read(Tensor([Int64.min])) == [-0x1p63])
        #expect(try read(Tensor([Float(0.1)])) == [Double(Float(0.1))] && read(Tensor([0.1])) == [0.1])
        let half = try Tensor([Float16(0.1).bitPattern])
        #expect(try read(Tensor(.float16, shape: [1], storage: half.storage)) == [Double(Float16(0.1))])
        let brain = try Tensor([UInt16(0x3FC0)])
        #expect(try read(Tensor(.bfloat16, shape: [1], storage: brain.storage)) == [1.5])
    }

    @Test func `of many rows some are measured, of many columns the first`() throws {
        let plan = MeasurePlan([TensorSignature("x", .int32, -1, 100)])
        #expect(plan.slots.filter { $0.measure == .value }.count == MeasurePlan.maximumColumns)
        let rows = 1000
        let tensor = try Tensor((0..<Int32(rows * 100)).map { $0 / 100 }, shape: [rows, 100])
        let seen = MeasuredRequest(plan, [Self.input("x", tensor)])
        let chosen = seen.numbers(.value, "x[63]")
        #expect(chosen.count == MeasurePlan.maximumRows && Set(chosen).count == chosen.count)
        #expect(chosen.first == 0 && chosen.allSatisfy { $0 < 1000 } && chosen.contains { $0 > 900 })
    }

    @Test func `an open number of columns is one feature`() throws {
        let plan = MeasurePlan([TensorSignature("tokens", .int64, -1, -1)])
        let seen = MeasuredRequest(plan, [Self.input("tokens", try Tensor([Int64(5), 6, 7], shape: [1, 3]))])
        #expect(seen.numbers(.value, "tokens") == [5, 6, 7] && seen[.missing, "tokens"] == [.share(0, of: 3)])
        let long = try Tensor([Int64](repeating: 1, count: 5000), shape: [50, 100])
        #expect(MeasuredRequest(plan, [Self.input("tokens", long)]).numbers(.value, "tokens").count <= 64)
    }

    @Test(arguments: 1...12)
    func `a plan has a bounded number of slots`(tensors: Int) {
        let inputs = (0..<tensors).map { TensorSignature("x\($0)", .int32, -1, 64) }
        let plan = MeasurePlan(inputs, [TensorSignature("y", .float32, -1, 60), TensorSignature("z", .int64, -1)])
        #expect(plan.slots.count <= MeasurePlan.maximumSlots && Set(plan.slots).count == plan.slots.count)
        let seen = MeasuredRequest(plan, [])
        #expect(seen.values.keys.allSatisfy { plan.slots.contains($0) })
    }

    @Test func `inputs that are absent or empty are missing, wherever the others stand`() throws {
        let plan = MeasurePlan([TensorSignature("a", .float32, -1, 2), TensorSignature("b", .float32, -1)])
        let seen = MeasuredRequest(plan, [Self.input("b", try Tensor([Float(1)]))])
        #expect(seen[.missing, "a[0]"] == [.share(1, of: 1)] && seen[.value, "a[1]"] == [.missing])
        #expect(seen.numbers(.value, "b") == [1] && seen[.missing] == [.share(2, of: 3)])
        let empty = Self.input("a", try Tensor([Float](), shape: [0, 2]))
        #expect(MeasuredRequest(plan, [empty])[.missing] == [.share(3, of: 3)])
    }

    @Test func `what is out of range or unseen is told by bounds`() throws {
        let plan = MeasurePlan(
            [TensorSignature("x", .float32, -1, 2), TensorSignature("land", .bytes, -1)],
            content: ["land": InputContent(.category)],
            bounds: ["x[1]": .range(minimum: 0, maximum: 1), "land": .categories(["de", "fr"])]
        )
        let numbers = try Tensor([9, 0.5, 9, 1.5, 9, .nan] as [Float], shape: [3, 2])
        let words = try Tensor(strings: ["de", "xx", ""])
        let seen = MeasuredRequest(plan, [Self.input("x", numbers), Self.input("land", words)])
        #expect(seen[.outOfRange, "x[1]"] == [.share(1, of: 2)] && seen[.outOfRange, "x[0]"].isEmpty)
        #expect(seen[.unseen, "land"] == [.share(1, of: 2)])
        #expect(seen[.outOfRange] == [.share(1, of: 2)] && seen[.unseen] == [.share(1, of: 2)])
        #expect(seen.words(.category, "land") == ["de", "xx"] && seen[.missing, "land"] == [.share(1, of: 3)])
    }

    @Test func `short strings are categories, others texts`() throws {
        let signature = [TensorSignature("x", .bytes, -1, 1)]
        func content(_ strings: [String]) throws -> InputContent.Kind? {
            let example = MeasurePlan.Example(inputs: [try Self.texts(strings, [strings.count, 1])])
            return MeasurePlan(signature, examples: [example]).content["x"]
        }
        #expect(try content(["de", "United Kingdom", ""]) == .category)
        #expect(try content(["de", "I would like my money back"]) == .text)
        #expect(try content([String(repeating: "x", count: 33)]) == .text)
        #expect(try content([""]) == .text)
        #expect(MeasurePlan(signature).content["x"] == .text)
        let named = Self.input("x", try Tensor(strings: ["de"], shape: [1, 1]), ["content_type": .string("text")])
        #expect(MeasurePlan(signature, examples: [MeasurePlan.Example(inputs: [named])]).content["x"] == .text)
        #expect(MeasurePlan(signature, content: ["x": InputContent(.category)]).content["x"] == .category)
        // What does not fit the type is not followed.
        #expect(MeasurePlan(signature, content: ["x": InputContent(.embedding)]).content["x"] == .text)
    }

    @Test func `shapes tell pictures and embeddings from numbers`() {
        func content(_ signature: TensorSignature) -> InputContent.Kind? {
            MeasurePlan([signature]).content[signature.name]
        }
        #expect(content(TensorSignature("x", .float32, -1, 3, 224, 224)) == .image)
        #expect(content(TensorSignature("x", .uint8, -1, -1, -1, 3)) == .image)
        #expect(content(TensorSignature("x", .float32, 1, 28, 28, 1)) == .image)
        #expect(content(TensorSignature("x", .int64, -1, 3, 224, 224)) == .numbers)
        #expect(content(TensorSignature("x", .float32, -1, 4, 224, 224)) == .numbers)
        #expect(content(TensorSignature("x", .float32, -1, 64)) == .embedding)
        #expect(content(TensorSignature("x", .float32, -1, 63)) == .numbers)
        #expect(content(TensorSignature("x", .bool, -1)) == .category)
    }

    @Test func `truth values and codes are counted as words`() throws {
        let flags = MeasurePlan([TensorSignature("x", .bool, -1)])
        let seen = MeasuredRequest(flags, [Self.input("x", try Tensor([true, false]))])
        #expect(seen.words(.category, "x") == ["true", "false"])
        let codes = MeasurePlan([TensorSignature("x", .float32, -1)], content: ["x": InputContent(.category)])
        let said = MeasuredRequest(codes, [Self.input("x", try Tensor([3, 2.5, .nan] as [Float]))])
        #expect(said.words(.category, "x") == ["3", "2.5"] && said[.missing, "x"] == [.share(1, of: 3)])
    }

    @Test func `an embedding has a length, unless a number is missing`() throws {
        let plan = MeasurePlan([TensorSignature("x", .float32, -1, 64)])
        var values = [Float](repeating: 0.25, count: 128)
        values[100] = .infinity
        let seen = MeasuredRequest(plan, [Self.input("x", try Tensor(values, shape: [2, 64]))])
        #expect(seen[.norm, "x"] == [.number(2), .missing] && seen[.missing, "x"] == [.share(1, of: 128)])
        #expect(seen[.value, "x[0]"].isEmpty)
    }

    @Test(
        arguments: [
            ("", 0, 0), ("   ", 3, 0), ("two words", 9, 2), (" a\tb\nc\u{1F} ", 8, 3), ("Äpfel und Öl", 12, 3),
            ("日本語\u{3000}テキスト", 8, 2), ("👩‍👧 x", 5, 2), ("a\u{200B}b", 3, 1),
        ]
    )
    func `texts are as long as Python finds them`(text: String, characters: Int, words: Int) throws {
        let seen = MeasuredRequest(MeasurePlan([TensorSignature("x", .bytes, -1)]), [try Self.texts([text])])
        #expect(seen.numbers(.characters, "x") == [Double(characters)] && seen.numbers(.words, "x") == [Double(words)])
        #expect(seen[.missing, "x"] == [.share(text.isEmpty ? 1 : 0, of: 1)])
    }

    @Test func `bytes that are no text are counted, not refused`() throws {
        let plan = MeasurePlan([TensorSignature("x", .bytes, -1)])
        let tensor = try Tensor(byteStrings: [[0xFF, 0x41, 0xE2, 0x82], [UInt8](repeating: 0x61, count: 3 << 20)])
        let seen = MeasuredRequest(plan, [Self.input("x", tensor)])
        // Python: b'\xffA\xe2\x82'.decode(errors='replace') has 3 characters.
        #expect(seen.numbers(.characters, "x") == [3, Double(3 << 20)])
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `no tensor of any type or shape breaks a plan made for another`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        func signature(_ name: String) -> TensorSignature {
            let lengths = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                [-1, 1, 3, 8, 64].randomElement(using: &random) ?? 1
            }
            let dimensions: [TensorSignature.Dimension] = lengths.map { $0 < 0 ? .free(symbol: nil) : .fixed($0) }
            let type = DataType.allCases.randomElement(using: &random) ?? .bool
            return TensorSignature(
                name: name,
                dataType: type,
                dimensions: Bool.random(using: &random) ? dimensions : nil
            )
        }
        func tensor(_ name: String) throws -> NamedTensor {
            let lengths = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 0...9, using: &random) }
            let shape = try Shape(lengths)
            let type = DataType.allCases.randomElement(using: &random) ?? .bool
            guard let size = type.byteCount else {
                let strings = (0..<shape.elementCount).map { _ in
                    (0..<Int.random(in: 0...9, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
                }
                return Self.input(name, try Tensor(byteStrings: strings, shape: shape))
            }
            let bytes = (0..<shape.elementCount * size).map { _ in
                UInt8.random(in: 0...(type == .bool ? 1 : 255), using: &random)
            }
            return Self.input(name, try Tensor(type, shape: shape, storage: Tensor(bytes).storage))
        }
        let example = MeasurePlan.Example(inputs: [try tensor("a"), try tensor("b")], outputs: [try tensor("y")])
        let kind = InputContent.Kind.allCases.randomElement(using: &random) ?? .text
        let plan = MeasurePlan(
            [signature("a"), signature("b")],
            [signature("y"), signature("z")],
            content: Bool.random(using: &random) ? ["a": InputContent(kind)] : [:],
            examples: Bool.random(using: &random) ? [example] : []
        )
        for _ in 0..<4 {
            let inputs = [try tensor("b"), try tensor("a")]
            plan.measure(inputs: inputs, outputs: [try tensor("z"), try tensor("y")]) { slot, value in
                #expect(plan.slots.indices.contains(slot))
                if case .share(let part, let whole) = value { #expect(part >= 0 && part <= whole) }
            }
        }
    }
}
