package import AviaryCore

/// Holds what a version says against labels.
package struct LabelCheck {
    private let labels: [RecordedRequest.Labels]
    private let names: [String: [String]]

    /// Takes labels.
    ///
    /// - Parameters:
    ///   - labels: what is right.
    ///   - names: names of an output's classes, by the output's name.
    package init(_ labels: [RecordedRequest.Labels], names: [String: [String]]) {
        self.labels = labels
        self.names = names
    }

    /// Whether a version is wrong in any row.
    ///
    /// - Parameter outputs: what it says.
    /// - Returns: whether it is wrong; `nil` where there are no labels.
    /// - Throws: `AviaryError` for labels that cannot be held against these outputs.
    package func isWrong(_ outputs: [NamedTensor]) throws(AviaryError) -> Bool? {
        guard !self.labels.isEmpty else { return nil }
        var isWrong = false
        for label in self.labels {
            do throws(AviaryError) {
                guard let output = outputs.first(where: { $0.name == label.output }) else {
                    let known = outputs.map { "'\($0.name)'" }.joined(separator: ", ")
                    throw AviaryError(.invalidArgument, "there is no such output, the request asks for \(known)")
                }
                let said = try self.classes(in: output)
                guard said.count == label.values.count else {
                    throw AviaryError(
                        .invalidArgument,
                        "\(label.values.count) labels came for \(said.count) row\(said.count == 1 ? "" : "s")"
                    )
                }
                if zip(said, label.values).contains(where: { !$0.contains($1.labelText) }) { isWrong = true }
            } catch {
                throw error.at("labels of '\(label.output)'")
            }
        }
        return isWrong
    }

    /// For each row, in what words its class may be said: its number, and its name if it has one.
    private func classes(in output: NamedTensor) throws(AviaryError) -> [[String]] {
        let tensor = output.tensor
        let names = self.names[output.name] ?? []
        func named(_ index: Int) -> [String] {
            names.indices.contains(index) ? ["\(index)", names[index]] : ["\(index)"]
        }
        func greatest<Number: BinaryFloatingPoint & TensorElement>(_ type: Number.Type) -> [[String]] {
            let classes = tensor.shape.dimensions.last ?? 1
            let numbers = tensor.values(as: type)
            return stride(from: 0, to: numbers.count, by: max(1, classes)).map { start in
                let best = (start..<start + classes).max { numbers[$0] < numbers[$1] } ?? start
                return named(best - start)
            }
        }
        func numbers<Number: BinaryInteger & TensorElement>(_ type: Number.Type) -> [[String]] {
            tensor.values(as: type).map { number in Int(exactly: number).map(named) ?? ["\(number)"] }
        }
        switch tensor.dataType {
        case .float32 where tensor.shape.dimensions.last ?? 1 > 1: return greatest(Float.self)
        case .float64 where tensor.shape.dimensions.last ?? 1 > 1: return greatest(Double.self)
        case .bytes: return tensor.byteStrings().map { [String(decoding: $0, as: UTF8.self)] }
        case .bool: return tensor.values(as: Bool.self).map { $0 ? ["true", "1"] : ["false", "0"] }
        case .uint8: return numbers(UInt8.self)
        case .uint16: return numbers(UInt16.self)
        case .uint32: return numbers(UInt32.self)
        case .uint64: return numbers(UInt64.self)
        case .int8: return numbers(Int8.self)
        case .int16: return numbers(Int16.self)
        case .int32: return numbers(Int32.self)
        case .int64: return numbers(Int64.self)
        case .float16, .bfloat16, .float32, .float64:
            throw AviaryError(
                .invalidArgument,
                "\(tensor.dataType.rawValue) \(tensor.shape) holds neither classes nor a score for each class"
            )
        }
    }
}

extension JSONValue {
    /// A label in the words in which classes are said.
    fileprivate var labelText: String {
        switch self {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        // 2.0 is the class 2.
        case .number(let text): Double(text).flatMap { Int(exactly: $0) }.map { "\($0)" } ?? text
        case .null, .array, .object: ""
        }
    }
}
