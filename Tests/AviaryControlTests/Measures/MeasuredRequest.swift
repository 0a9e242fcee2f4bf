import AviaryControl
import AviaryCore

/// What a plan has said of one request, by measure and feature.
struct MeasuredRequest {
    private(set) var values: [MeasureKey: [MeasureValue]] = [:]

    init(_ plan: MeasurePlan, _ inputs: [NamedTensor], _ outputs: [NamedTensor] = []) {
        var values: [MeasureKey: [MeasureValue]] = [:]
        plan.measure(inputs: inputs, outputs: outputs) { slot, value in
            values[plan.slots[slot], default: []].append(value)
        }
        self.values = values
    }

    subscript(measure: Measure, feature: String? = nil) -> [MeasureValue] {
        self.values[MeasureKey(measure, of: feature)] ?? []
    }

    /// The numbers that were said, where nothing else was.
    func numbers(_ measure: Measure, _ feature: String? = nil) -> [Double] {
        self[measure, feature].compactMap { if case .number(let number) = $0 { number } else { nil } }
    }

    /// The words that were said.
    func words(_ measure: Measure, _ feature: String? = nil) -> [String] {
        self[measure, feature].compactMap { if case .category(let word) = $0 { word } else { nil } }
    }
}

extension TensorSignature {
    /// A signature with -1 for a free dimension.
    init(_ name: String, _ type: DataType, _ lengths: Int...) {
        self.init(name: name, dataType: type, dimensions: lengths.map { $0 < 0 ? .free(symbol: nil) : .fixed($0) })
    }
}

extension MeasurePlan {
    /// A plan of tensors and what may be left out.
    init(
        _ inputs: [TensorSignature],
        _ outputs: [TensorSignature] = [],
        content: [String: InputContent] = [:],
        labels: [String: [String]] = [:],
        bounds: [String: InputBounds.Bound] = [:],
        examples: [Example] = [],
        readers: MediaReaders = MediaReaders()
    ) {
        var configuration = ModelConfiguration()
        configuration.content = content
        configuration.labels = labels
        self.init(
            signature: Signature(inputs: inputs, outputs: outputs),
            configuration: configuration,
            bounds: InputBounds(bounds),
            examples: examples,
            readers: readers
        )
    }
}
