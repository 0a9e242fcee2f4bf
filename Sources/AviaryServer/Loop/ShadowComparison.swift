internal import AviaryControl
package import AviaryCore
internal import AviaryServing
internal import AviaryStatistics

/// What the copies that a version got have shown: how often it disagrees with stable, and where.
package struct ShadowComparison: Sendable {
    /// How many copies were compared.
    package private(set) var compared = 0
    /// How many of them came out differently.
    package private(set) var disagreed = 0
    /// How many failed.
    package private(set) var failed = 0
    /// Where the rate of disagreement lies, at every look at once.
    private var rate = SequentialRate(limit: 0, levels: ErrorLevels(above: 0.025, below: 0.025))
    private var samples = DisagreementSample<Disagreement>(best: 20, others: 20)

    /// One request that two versions answer differently, cut to what a person can look at.
    struct Disagreement: Sendable {
        let predictionID: String
        let difference: String
        let score: Double
        let request: JSONValue
        let stable: JSONValue
        let shadow: JSONValue

        /// Cuts what both versions say to what a person can look at.
        init(_ pair: MirroredPair, _ outputs: [NamedTensor], _ result: AgreementResult) {
            self.predictionID = pair.predictionID
            self.difference = result.difference ?? ""
            self.score = result.score
            self.request = .preview(pair.request.inputs)
            self.stable = .preview(pair.stable)
            self.shadow = .preview(outputs)
        }
    }

    /// Takes one in.
    mutating func add(_ copy: Collector.Copy, using random: inout some RandomNumberGenerator) {
        guard !copy.entry.sample.isFailure else {
            self.failed += 1
            return
        }
        self.compared += 1
        self.rate.add(copy.disagreement != nil)
        guard let disagreement = copy.disagreement else { return }
        self.disagreed += 1
        self.samples.offer(disagreement, score: disagreement.score, using: &random)
    }

    /// What is known, for programs and people.
    package var json: JSONValue {
        let bounds = self.rate.bounds
        return [
            "compared": .integer(self.compared), "disagreed": .integer(self.disagreed), "failed": .integer(self.failed),
            "rate": self.compared == 0 ? .null : .number("\(Double(self.disagreed) / Double(self.compared))"),
            "interval": [.number("\(bounds.lower)"), .number("\(bounds.upper)")],
            "samples": .array(
                self.samples.kept.map { kept in
                    [
                        "prediction_id": .string(kept.item.predictionID), "score": .number("\(kept.score)"),
                        "difference": .string(kept.item.difference), "inputs": kept.item.request,
                        "stable": kept.item.stable, "candidate": kept.item.shadow,
                    ]
                }
            ),
        ]
    }
}

extension JSONValue {
    /// The most elements of a tensor that a person is shown.
    private static let shown = 64

    /// Tensors, cut to what a person can look at.
    fileprivate static func preview(_ tensors: [NamedTensor]) -> JSONValue {
        .array(
            tensors.map { named in
                [
                    "name": .string(named.name), "datatype": .string(named.tensor.dataType.rawValue),
                    "shape": .array(named.tensor.shape.dimensions.map { .integer($0) }),
                    "data": .array(Self.firstElements(of: named.tensor)),
                ]
            }
        )
    }

    private static func firstElements(of tensor: Tensor) -> [JSONValue] {
        func numbers<Number: TensorElement & CustomStringConvertible>(_ type: Number.Type) -> [JSONValue] {
            let bytes = tensor.bytes
            return (0..<min(Self.shown, tensor.shape.elementCount)).map { index in
                let text = Number.element(index, in: bytes).description
                // JSON has no word for what is not finite.
                return text.utf8.contains { $0 == UInt8(ascii: "n") } ? .string(text) : .number(text)
            }
        }
        return switch tensor.dataType {
        case .float32: numbers(Float.self)
        case .float64: numbers(Double.self)
        case .uint8: numbers(UInt8.self)
        case .uint16: numbers(UInt16.self)
        case .uint32: numbers(UInt32.self)
        case .uint64: numbers(UInt64.self)
        case .int8: numbers(Int8.self)
        case .int16: numbers(Int16.self)
        case .int32: numbers(Int32.self)
        case .int64: numbers(Int64.self)
        case .bool: tensor.values(as: Bool.self).prefix(Self.shown).map { .bool($0) }
        case .bytes:
            tensor.byteStrings().prefix(Self.shown).map { .string(String(decoding: $0.prefix(256), as: UTF8.self)) }
        case .float16, .bfloat16: []
        }
    }
}
