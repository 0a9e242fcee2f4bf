import AviaryCore
import AviaryTesting

/// Reads an infer request the slow way, to hold the quick way against: a tree of values, whose numbers Swift's own
/// initialisers read.
enum ReferenceReader {
    /// The first difference between tensors and what the text says.
    ///
    /// - Parameters:
    ///   - tensors: what the quick reader made of the inputs' `data`.
    ///   - text: the request.
    /// - Returns: the difference; `nil` if there is none, and for a text that the tree's reader refuses.
    static func difference(_ tensors: [NamedTensor], _ text: [UInt8]) -> String? {
        // An unknown member may occur twice in a request, and in no tree.
        guard case .array(let inputs)? = (try? JSONValue(parsing: text.span.bytes))?["inputs"] else { return nil }
        guard inputs.count == tensors.count else { return "\(inputs.count) inputs became \(tensors.count)" }
        for (tensor, input) in zip(tensors, inputs) {
            guard let data = input["data"] else { return "input \(tensor.name) has no data" }
            var elements: [JSONValue] = []
            self.flatten(data, into: &elements)
            guard let expected = self.tensor(elements, tensor.tensor.dataType) else {
                return "input \(tensor.name) has elements that are no \(tensor.tensor.dataType.rawValue)"
            }
            guard RoundTrip.array(expected.bytes) == RoundTrip.array(tensor.tensor.bytes) else {
                return "input \(tensor.name) has other elements than its text"
            }
        }
        return nil
    }

    private static func flatten(_ value: JSONValue, into elements: inout [JSONValue]) {
        guard case .array(let inner) = value else { return elements.append(value) }
        for element in inner { self.flatten(element, into: &elements) }
    }

    private static func tensor(_ elements: [JSONValue], _ dataType: DataType) -> Tensor? {
        switch dataType {
        case .bool: self.collect(elements) { if case .bool(let flag) = $0 { flag } else { nil } }
        case .uint8: self.numbers(elements, UInt8.self)
        case .uint16: self.numbers(elements, UInt16.self)
        case .uint32: self.numbers(elements, UInt32.self)
        case .uint64: self.numbers(elements, UInt64.self)
        case .int8: self.numbers(elements, Int8.self)
        case .int16: self.numbers(elements, Int16.self)
        case .int32: self.numbers(elements, Int32.self)
        case .int64: self.numbers(elements, Int64.self)
        case .float32: self.numbers(elements, Float.self)
        case .float64: self.numbers(elements, Double.self)
        case .bytes: self.strings(elements)
        case .float16, .bfloat16: nil
        }
    }

    private static func collect<Element: TensorElement>(
        _ elements: [JSONValue],
        _ read: (JSONValue) -> Element?
    ) -> Tensor? {
        let values = elements.compactMap(read)
        return values.count == elements.count ? try? Tensor(values) : nil
    }

    private static func numbers<Number: TensorElement & LosslessStringConvertible>(
        _ elements: [JSONValue],
        _ type: Number.Type
    ) -> Tensor? {
        self.collect(elements) { if case .number(let text) = $0 { Number(text) } else { nil } }
    }

    private static func strings(_ elements: [JSONValue]) -> Tensor? {
        let strings = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
        return strings.count == elements.count ? try? Tensor(strings: strings) : nil
    }
}
