import AviaryClient
import AviaryCore

extension InferenceResponse {
    /// The reply as the Open Inference Protocol has it in JSON; numbers that are not finite, which JSON lacks, as text.
    ///
    /// - Returns: the reply.
    /// - Throws: ``AviaryError`` for bytes that are no text.
    func json() throws(AviaryError) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("model_name", .string(self.modelName)), .init("model_version", .string(self.modelVersion)),
        ]
        if let id = self.id { members.append(.init("id", .string(id))) }
        if let parameters = self.parameters.json { members.append(.init("parameters", parameters)) }
        var outputs: [JSONValue] = []
        for output in self.outputs { outputs.append(try output.json()) }
        return .object(members + [.init("outputs", .array(outputs))])
    }
}

extension NamedTensor {
    fileprivate func json() throws(AviaryError) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(self.name)), .init("datatype", .string(self.tensor.dataType.rawValue)),
            .init("shape", .array(self.tensor.shape.dimensions.map { .integer($0) })),
        ]
        var parameters = self.parameters
        // How the elements travelled is of no use to who finds them in the text.
        parameters["binary_data_size"] = nil
        if let parameters = parameters.json { members.append(.init("parameters", parameters)) }
        do throws(AviaryError) {
            members.append(.init("data", .array(try self.tensor.elements().map(\.finiteOrText))))
        } catch {
            throw error.at("output '\(self.name)'")
        }
        return .object(members)
    }
}

extension Parameters {
    /// The parameters as an object; `nil` when there are none.
    fileprivate var json: JSONValue? {
        guard !self.isEmpty else { return nil }
        return .object(
            self.entries.map { entry in
                switch entry.value {
                case .bool(let flag): .init(entry.name, .bool(flag))
                case .int64(let number): .init(entry.name, .integer(number))
                case .uint64(let number): .init(entry.name, .integer(number))
                case .double(let number): .init(entry.name, JSONValue.number("\(number)").finiteOrText)
                case .string(let text): .init(entry.name, .string(text))
                }
            }
        )
    }
}

extension JSONValue {
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
