package import AviaryCore

extension OutputMeasures {
    /// The most classes among which a row's greatest probability is looked for.
    static let maximumClasses = 32_768
    /// The most characters of a label.
    static let maximumLabel = 64
    /// How far the probabilities of a row may be from 1 together.
    private static let tolerance = 1e-3

    /// Looks at a version's outputs.
    ///
    /// Empty is an output that has no elements, only strings without a byte, or a number that is not finite. Every number is
    /// looked at: that costs a small part of what it costs to send it.
    ///
    /// Confidence and class are those of the first row of the first output that holds probabilities: floating-point numbers
    /// of 0...1, at least 2 along the last dimension, that make 1 together. An output whose name begins with `prob` may also
    /// have one such number a row, the probability of class 1: at least a half means that class. The class is, in this order:
    ///
    /// 1. the name that `labels` has for the greatest probability's index;
    /// 2. what the first output of integers, truth values or strings says that has one element a row, by its name in
    ///    `labels` if it has one;
    /// 3. that index.
    ///
    /// - Parameters:
    ///   - outputs: the tensors as the model gave them.
    ///   - labels: names of an output's classes, by the output's name.
    /// - Complexity: O(bytes).
    package init(outputs: [NamedTensor], labels: [String: [String]]) {
        self.init()
        var best: (index: Int, output: String)?
        var said: String?
        for output in outputs {
            let tensor = output.tensor
            if !self.isEmpty { self.isEmpty = tensor.isBlank || !tensor.isFinite }
            if best == nil, let found = Self.probability(output) {
                self.confidence = found.value
                best = (found.index, output.name)
            } else if said == nil, tensor.hasOneElementPerRow {
                said = Self.firstElement(of: tensor, names: labels[output.name])
            }
        }
        let name = best.flatMap { labels[$0.output]?.element(at: $0.index) }.map(Self.bounded)
        self.label = name ?? said ?? best.map { String($0.index) }
    }

    /// The greatest probability of an output's first row, and its class.
    private static func probability(_ output: NamedTensor) -> (value: Double, index: Int)? {
        let tensor = output.tensor
        guard tensor.shape.elementCount > 0 else { return nil }
        switch tensor.dataType {
        case .float32:
            return self.greatest(output) { Double(Float.element($0, in: $1)) }
        case .float64:
            return self.greatest(output) { Double.element($0, in: $1) }
        case .float16:
            return self.greatest(output) { Double(Float16(bitPattern: UInt16.element($0, in: $1))) }
        case .bfloat16:
            return self.greatest(output) { Double(Float(bitPattern: UInt32(UInt16.element($0, in: $1)) << 16)) }
        case .bool, .uint8, .uint16, .uint32, .uint64, .int8, .int16, .int32, .int64, .bytes:
            return nil
        }
    }

    @inline(__always)
    private static func greatest(
        _ output: NamedTensor,
        _ element: (_ index: Int, _ bytes: RawSpan) -> Double
    ) -> (value: Double, index: Int)? {
        let bytes = output.tensor.bytes
        if output.tensor.hasOneElementPerRow, output.name.prefix(4).lowercased() == "prob" {
            let value = element(0, bytes)
            guard (0...1).contains(value) else { return nil }
            return value >= 0.5 ? (value, 1) : (1 - value, 0)
        }
        guard let classes = output.tensor.shape.dimensions.last, (2...Self.maximumClasses).contains(classes) else {
            return nil
        }
        var best = (value: -1.0, index: 0)
        var sum = 0.0
        for index in 0..<classes {
            let value = element(index, bytes)
            guard value >= 0, value <= 1 else { return nil }
            sum += value
            if value > best.value { best = (value, index) }
        }
        return abs(sum - 1) <= Self.tolerance ? best : nil
    }

    /// What the first element says; `nil` for a floating-point number.
    ///
    /// Numbers up to 15 digits become text without memory of its own.
    private static func firstElement(of tensor: Tensor, names: [String]?) -> String? {
        func text<Number: BinaryInteger & TensorElement>(_ type: Number.Type) -> String {
            let number = Number.element(0, in: tensor.bytes)
            if let index = Int(exactly: number), let name = names?.element(at: index) { return Self.bounded(name) }
            return "\(number)"
        }
        switch tensor.dataType {
        case .bool, .uint8: return text(UInt8.self)
        case .uint16: return text(UInt16.self)
        case .uint32: return text(UInt32.self)
        case .uint64: return text(UInt64.self)
        case .int8: return text(Int8.self)
        case .int16: return text(Int16.self)
        case .int32: return text(Int32.self)
        case .int64: return text(Int64.self)
        case .bytes: return tensor.firstText(characters: Self.maximumLabel)
        case .float16, .bfloat16, .float32, .float64: return nil
        }
    }

    private static func bounded(_ name: String) -> String {
        name.utf8.count <= Self.maximumLabel ? name : String(name.prefix(Self.maximumLabel))
    }
}

extension Array {
    fileprivate func element(at index: Int) -> Element? { self.indices.contains(index) ? self[index] : nil }
}

extension Tensor {
    /// Whether there are no elements, or only strings without a byte.
    fileprivate var isBlank: Bool {
        guard self.shape.elementCount > 0 else { return true }
        // Each string has 4 bytes of length.
        return self.dataType == .bytes && self.range.count == 4 * self.shape.elementCount
    }

    /// Whether all lengths but the first are 1, and there is a row.
    fileprivate var hasOneElementPerRow: Bool {
        self.shape.elementCount > 0 && self.shape.elementCount == self.shape.dimensions.first ?? 1
    }

    /// The beginning of the first string; other bytes than UTF-8 are replaced.
    fileprivate func firstText(characters: Int) -> String? {
        var elements = StringElements()
        guard let range = try? elements.next(in: self.bytes) else { return nil }
        // A character takes 4 bytes at most, unless it is put together from several.
        let kept = range.prefix(4 * characters)
        let text = String(decoding: kept.lazy.map { self.bytes.load(at: $0, as: UInt8.self) }, as: UTF8.self)
        return text.utf8.count <= characters ? text : String(text.prefix(characters))
    }
}
