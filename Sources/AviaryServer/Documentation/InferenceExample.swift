internal import AviaryCore

/// A request that a reader of the documentation can send as it stands.
struct InferenceExample {
    /// The most examples in the document.
    static let maximumCount = 16
    /// The most elements of one input; a model that takes more gets no example.
    static let maximumElements = 1024

    /// The model that takes it.
    let model: String
    /// The body for the Open Inference Protocol.
    let infer: JSONValue
    /// The body for the V1 protocol.
    let predict: JSONValue

    /// Makes an example for each model that can have one.
    ///
    /// - Parameter models: names and signatures.
    /// - Returns: at most ``maximumCount`` examples, sorted by the models' names.
    static func examples(for models: [(name: String, signature: Signature)]) -> [InferenceExample] {
        let sorted = models.sorted { $0.name < $1.name }
        return Array(sorted.lazy.compactMap { InferenceExample($0.name, $0.signature) }.prefix(self.maximumCount))
    }

    /// Makes up a request of one row that fits a signature; `nil` for inputs that are large or have no JSON form.
    ///
    /// Models of the data sets in ``SampleRows`` get a real row; others get zeros.
    init?(_ model: String, _ signature: Signature) {
        var inputs: [JSONValue] = []
        var rows: [JSONValue.Member] = []
        for input in signature.inputs {
            let shape = (input.dimensions ?? [.free(symbol: nil)]).map { dimension in
                if case .fixed(let length) = dimension { length } else { 1 }
            }
            var count = 1
            for length in shape {
                guard (0...InferenceExample.maximumElements).contains(length) else { return nil }
                count *= length
                guard count <= InferenceExample.maximumElements else { return nil }
            }
            guard let data = InferenceExample.data(model, input.dataType, count: count) else { return nil }
            inputs.append(
                [
                    "name": .string(input.name), "datatype": .string(input.dataType.rawValue),
                    "shape": .array(shape.map { .integer($0) }), "data": .array(data),
                ]
            )
            rows.append(.init(input.name, InferenceExample.nested(data[...], shape)))
        }
        self.model = model
        self.infer = ["inputs": .array(inputs)]
        let columns: JSONValue = if rows.count == 1, let row = rows.first { row.value } else { .object(rows) }
        self.predict = ["inputs": columns]
    }

    private static func data(_ model: String, _ type: AviaryCore.DataType, count: Int) -> [JSONValue]? {
        switch type {
        case .float16, .bfloat16: nil
        case .bool: Array(repeating: false, count: count)
        case .bytes: Array(repeating: "text", count: count)
        case .float32, .float64: SampleRows.row(for: model, count: count) ?? Array(repeating: 0, count: count)
        default: Array(repeating: 0, count: count)
        }
    }

    private static func nested(_ data: ArraySlice<JSONValue>, _ shape: [Int]) -> JSONValue {
        guard let length = shape.first else { return data.first ?? .null }
        guard shape.count > 1, length > 0 else { return .array(Array(data)) }
        let part = data.count / length
        return .array(
            (0..<length).map { index in
                let start = data.startIndex + index * part
                return self.nested(data[start..<start + part], Array(shape.dropFirst()))
            }
        )
    }
}
