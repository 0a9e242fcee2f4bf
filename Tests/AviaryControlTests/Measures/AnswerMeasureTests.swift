import AviaryControl
import AviaryCore
import Testing

/// What is measured of answers.
struct AnswerMeasureTests {
    private static func measure(
        _ plan: MeasurePlan,
        _ outputs: (name: String, tensor: Tensor)...
    ) -> MeasuredRequest {
        MeasuredRequest(plan, [], outputs.map { NamedTensor(name: $0.name, tensor: $0.tensor) })
    }

    private static let classifier = MeasurePlan(
        [],
        [TensorSignature("p", .float32, -1, 4)],
        labels: ["p": ["a", "b", "c"]]
    )

    @Test func `each row has confidence, entropy, margin and a class`() throws {
        let tensor = try Tensor([0.5, 0.25, 0.125, 0.125, 0, 0, 0, 1] as [Float], shape: [2, 4])
        let seen = Self.measure(Self.classifier, ("p", tensor))
        #expect(seen.numbers(.confidence) == [0.5, 1] && seen.numbers(.margin) == [0.25, 1])
        #expect(seen.numbers(.entropy) == [1.75, 0] && seen.words(.label) == ["a", "3"])
        #expect(seen[.output, "p[0]"].isEmpty && seen[.empty] == [.flag(false)])
    }

    @Test func `equal probabilities have the most bits and no margin`() throws {
        let seen = Self.measure(Self.classifier, ("p", try Tensor([Float](repeating: 0.25, count: 4), shape: [1, 4])))
        #expect(seen.numbers(.entropy) == [2] && seen.numbers(.margin) == [0] && seen.words(.label) == ["a"])
    }

    @Test func `columns that are no probabilities have values`() throws {
        let seen = Self.measure(Self.classifier, ("p", try Tensor([1, 2, 3, .nan] as [Float], shape: [1, 4])))
        #expect(seen.numbers(.output, "p[1]") == [2] && seen.numbers(.confidence).isEmpty && seen.words(.label).isEmpty)
        #expect(seen[.empty] == [.flag(true)])
        let price = MeasurePlan([], [TensorSignature("price", .float64, -1, 1)])
        #expect(
            Self.measure(price, ("price", try Tensor([3.5, 4.5], shape: [2, 1]))).numbers(.output, "price") == [
                3.5, 4.5,
            ]
        )
    }

    @Test func `one probability a row is that of class 1`() throws {
        let plan = MeasurePlan([], [TensorSignature("probability", .float64, -1)])
        let seen = Self.measure(plan, ("probability", try Tensor([0.25, 0.75, 0.5])))
        #expect(seen.numbers(.confidence) == [0.75, 0.75, 0.5] && seen.words(.label) == ["0", "1", "1"])
        #expect(seen.numbers(.margin) == [0.5, 0.5, 0] && seen.numbers(.entropy).last == 1)
    }

    @Test func `a class that is said goes before an index`() throws {
        let plan = MeasurePlan([], [TensorSignature("label", .int64, -1), TensorSignature("p", .float32, -1, 2)])
        let labels = try Tensor([Int64(7), 8])
        let seen = Self.measure(
            plan,
            ("label", labels),
            ("p", try Tensor([0.5, 0.5, 0.25, 0.75] as [Float], shape: [2, 2]))
        )
        #expect(seen.words(.label) == ["7", "8"] && seen.numbers(.confidence) == [0.5, 0.75])
        #expect(Self.measure(plan, ("label", labels)).words(.label) == ["7", "8"])
    }

    @Test func `examples tell probabilities from values once`() throws {
        let output = TensorSignature("p", .float32, -1, 2)
        func slots(_ values: [Float]) throws -> Set<Measure> {
            let example = NamedTensor(name: "p", tensor: try Tensor(values, shape: [1, 2]))
            let plan = MeasurePlan([], [output], examples: [MeasurePlan.Example(inputs: [], outputs: [example])])
            return Set(plan.slots.map(\.measure))
        }
        #expect(try slots([0.5, 0.5]) == [.empty, .confidence, .entropy, .margin, .label])
        #expect(try slots([5, 5]) == [.empty, .output])
    }

    @Test func `texts have a length, and none where they are empty`() throws {
        let plan = MeasurePlan([], [TensorSignature("text", .bytes, -1), TensorSignature("ids", .int64, -1, -1)])
        let seen = Self.measure(
            plan,
            ("text", try Tensor(strings: ["grün", ""])),
            ("ids", try Tensor([Int64](repeating: 1, count: 14), shape: [2, 7]))
        )
        #expect(seen.numbers(.length, "text") == [4, 0] && seen.numbers(.length, "ids") == [7])
        #expect(seen[.empty, "text"] == [.share(1, of: 2)] && seen[.empty, "ids"] == [.share(0, of: 2)])
        #expect(seen[.empty] == [.flag(true)] && seen.words(.label).isEmpty)
    }

    @Test func `boxes that are left out where nothing is found are counted`() throws {
        let plan = MeasurePlan(
            [],
            [TensorSignature("boxes", .float32, -1, 4), TensorSignature("scores", .float32, -1)]
        )
        let boxes = try Tensor([Float](repeating: 1, count: 12), shape: [3, 4])
        #expect(Self.measure(plan, ("boxes", boxes)).numbers(.detections) == [3])
        #expect(Self.measure(plan, ("boxes", try Tensor([Float](), shape: [0, 4]))).numbers(.detections) == [0])
    }

    /// A detector with one raw head.
    private static func detector(_ read: @escaping @Sendable ([NamedTensor]) -> [Detection]?) -> MeasurePlan {
        var configuration = ModelConfiguration()
        configuration.detection = DetectionConfiguration()
        var readers = MediaReaders()
        readers.detections = read
        return MeasurePlan(
            signature: Signature(inputs: [], outputs: [TensorSignature("yolo", .float32, -1, 21, 13, 13)]),
            configuration: configuration,
            readers: readers
        )
    }

    /// So many things on one place, each less sure than the one before.
    private static func found(_ count: Int) -> [Detection] {
        (0..<count).map { number in
            Detection(
                label: number == 0 ? "cup" : "car",
                confidence: 1 / Float(1 << number),
                box: Box(left: 0, top: 0, right: 1, bottom: 1)
            )
        }
    }

    @Test(arguments: [0, 1, 3])
    func `what a detector finds has a number, and each thing a confidence and a class`(count: Int) throws {
        let plan = Self.detector { _ in Self.found(count) }
        let seen = Self.measure(plan, ("yolo", try Tensor([Float(0)], shape: [1, 1, 1, 1])))
        #expect(seen.numbers(.detections) == [Double(count)])
        #expect(seen.numbers(.confidence) == Array([1, 0.5, 0.25].prefix(count)))
        #expect(seen.words(.label) == Array(["cup", "car", "car"].prefix(count)))
        // The numbers of a raw head are neither probabilities nor values.
        #expect(Set(plan.slots.map(\.measure)) == [.empty, .detections, .confidence, .label])
    }

    @Test func `of an answer that lacks a head nothing is said of what was found`() throws {
        let seen = Self.measure(Self.detector { _ in nil }, ("yolo", try Tensor([Float(0)], shape: [1, 1, 1, 1])))
        #expect(seen[.detections].isEmpty && seen[.confidence].isEmpty && seen[.label].isEmpty)
    }

    @Test func `a request that failed says nothing of its answer`() {
        #expect(Self.measure(Self.classifier).values.isEmpty)
    }
}
