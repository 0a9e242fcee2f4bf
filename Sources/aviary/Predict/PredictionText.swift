import AviaryClient
import AviaryCore

/// A reply, for a person or as JSON.
enum PredictionText {
    /// The most elements of an output that a person is shown.
    private static let maximumElements = 64

    /// The outputs as a person reads them: name, type, shape, and a line for each row.
    ///
    /// - Parameter reply: the reply.
    /// - Returns: lines.
    /// - Throws: ``AviaryError`` for bytes that are no text.
    static func text(_ reply: InferenceResponse) throws(AviaryError) -> String {
        var text = Style.faint("\(reply.modelName.printable), version \(reply.modelVersion.printable)") + "\n"
        for output in reply.outputs {
            let head = "\(output.tensor.dataType.rawValue) \(output.tensor.shape)"
            text += "\n\(Style.strong(output.name.printable)) \(Style.faint(head))\n"
            for row in try self.rows(output.tensor) { text += "  \(row)\n" }
        }
        return text
    }

    /// The reply in the form of the Open Inference Protocol; numbers that are not finite, which JSON lacks, as text.
    ///
    /// - Parameter reply: the reply.
    /// - Returns: the reply.
    /// - Throws: ``AviaryError`` for bytes that are no text.
    static func json(_ reply: InferenceResponse) throws(AviaryError) -> JSONValue {
        var outputs: [JSONValue] = []
        for output in reply.outputs {
            outputs.append([
                "name": .string(output.name), "datatype": .string(output.tensor.dataType.rawValue),
                "shape": .array(output.tensor.shape.dimensions.map { .integer($0) }),
                "data": .array(try output.tensor.elements().map(\.finiteOrText)),
            ])
        }
        var members: [JSONValue.Member] = [
            .init("model_name", .string(reply.modelName)), .init("model_version", .string(reply.modelVersion)),
        ]
        if let id = reply.id { members.append(.init("id", .string(id))) }
        return .object(members + [.init("outputs", .array(outputs))])
    }

    private static func rows(_ tensor: Tensor) throws(AviaryError) -> [String] {
        let elements = try tensor.elements()
        let shown = elements.prefix(PredictionText.maximumElements).map(\.word)
        guard !shown.isEmpty else { return [Style.faint("no elements")] }
        let width = max(tensor.shape.rank > 1 ? tensor.shape.dimensions.last ?? 1 : shown.count, 1)
        var rows = stride(from: 0, to: shown.count, by: width).map { start in
            shown[start..<min(start + width, shown.count)].joined(separator: "  ")
        }
        let left = elements.count - shown.count
        if left > 0 { rows.append(Style.faint("and \(left) more, which --json shows")) }
        return rows
    }
}

extension JSONValue {
    /// An element as a person reads it.
    fileprivate var word: String {
        switch self {
        case .string(let text): text.printable
        case .number(let number): number
        case .bool(let flag): "\(flag)"
        case .null, .array, .object: ""
        }
    }

    /// An element as JSON can say it.
    fileprivate var finiteOrText: JSONValue {
        switch self {
        case .number("nan"): "NaN"
        case .number("inf"): "Infinity"
        case .number("-inf"): "-Infinity"
        default: self
        }
    }
}
