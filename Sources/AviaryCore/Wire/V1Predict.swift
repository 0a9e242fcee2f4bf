/// The V1 protocol of KServe and TensorFlow Serving, as requests and replies of the Open Inference Protocol.
package enum V1Predict {
    /// How a request lays out its tensors, and so how its reply does.
    package enum Form: Sendable {
        /// `instances`: one element for each row; `predictions` likewise.
        case rows
        /// `inputs`: whole tensors; `outputs` likewise.
        case columns
    }

    /// Decodes a request.
    ///
    /// - Parameters:
    ///   - body: the JSON text.
    ///   - signature: says which inputs there are, and of which types.
    /// - Returns: the request, and its form.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that says what was expected and what came.
    package static func decode(
        _ body: RawSpan,
        for signature: Signature
    ) throws(AviaryError) -> (request: InferenceRequest, form: Form) {
        let value = try JSONValue(parsing: body)
        switch (value["instances"], value["inputs"]) {
        case (.array(let instances)?, nil):
            return (InferenceRequest(inputs: try columns(of: instances, signature)), .rows)
        case (nil, let inputs?):
            return (InferenceRequest(inputs: try named(inputs, signature)), .columns)
        case (.some, nil):
            throw AviaryError(.invalidArgument, "'instances' is an array with one element for each row")
        default:
            throw AviaryError(.invalidArgument, "expected {\"instances\": [...]} or {\"inputs\": ...}, one of the two")
        }
    }

    /// Turns rows into one array for each input.
    private static func columns(of instances: [JSONValue], _ signature: Signature) throws(AviaryError) -> [NamedTensor]
    {
        guard !instances.isEmpty else { throw AviaryError(.invalidArgument, "'instances' has no rows") }
        if signature.inputs.count == 1, let input = signature.inputs.first {
            let rows = instances.map { $0[input.name] ?? $0 }
            return [try tensor(.array(rows), input)]
        }
        var tensors: [NamedTensor] = []
        for input in signature.inputs {
            var column: [JSONValue] = []
            for (row, instance) in instances.enumerated() {
                guard let value = instance[input.name] else {
                    throw AviaryError(
                        .invalidArgument,
                        "row \(row) has no '\(input.name)'; with several inputs each row is an object of their names"
                    )
                }
                column.append(value)
            }
            tensors.append(try tensor(.array(column), input))
        }
        return tensors
    }

    private static func named(_ inputs: JSONValue, _ signature: Signature) throws(AviaryError) -> [NamedTensor] {
        if case .object(let members) = inputs {
            var tensors: [NamedTensor] = []
            for member in members {
                guard let input = signature.inputs.first(where: { $0.name == member.name }) else {
                    let known = signature.inputs.map { "'\($0.name)'" }.joined(separator: ", ")
                    throw AviaryError(.invalidArgument, "unknown input '\(member.name)'; the model takes \(known)")
                }
                tensors.append(try tensor(member.value, input))
            }
            return tensors
        }
        guard signature.inputs.count == 1, let input = signature.inputs.first else {
            throw AviaryError(.invalidArgument, "the model has several inputs: 'inputs' is an object of their names")
        }
        return [try tensor(inputs, input)]
    }

    /// Makes a tensor whose shape is that of the nesting.
    private static func tensor(_ value: JSONValue, _ input: TensorSignature) throws(AviaryError) -> NamedTensor {
        do throws(AviaryError) {
            let shape = try Shape(dimensions(of: value))
            guard case .bytes = input.dataType else {
                // The text is read once more, by the reader that knows the types and their ranges.
                let text = shape.rank == 0 ? JSONValue.array([value]).serialized() : value.serialized()
                var reader = unsafe JSONReader(text.span.bytes, isRewritten: true)
                return NamedTensor(name: input.name, tensor: try reader.tensor(input.dataType, shape: shape))
            }
            var strings: [[UInt8]] = []
            try collect(value, into: &strings)
            return NamedTensor(name: input.name, tensor: try Tensor(byteStrings: strings, shape: shape))
        } catch {
            throw error.at("input '\(input.name)'")
        }
    }

    /// The lengths of a nesting; every array at one level is equally long.
    private static func dimensions(of value: JSONValue) throws(AviaryError) -> [Int] {
        guard case .array(let elements) = value else { return [] }
        guard let first = elements.first else { return [0] }
        let inner = try dimensions(of: first)
        for (index, element) in elements.enumerated() {
            let other = try dimensions(of: element)
            guard other == inner else {
                throw AviaryError(
                    .invalidArgument,
                    "rows differ in shape: the first is \(inner), row \(index) is \(other)"
                )
            }
        }
        return [elements.count] + inner
    }

    /// Collects strings; `{"b64": "..."}` stands for bytes.
    private static func collect(_ value: JSONValue, into strings: inout [[UInt8]]) throws(AviaryError) {
        switch value {
        case .array(let elements):
            for element in elements { try collect(element, into: &strings) }
        case .string(let text):
            strings.append(Array(text.utf8))
        case .object:
            guard case .string(let text)? = value["b64"], let bytes = Base64.decode(text) else {
                throw AviaryError(.invalidArgument, "bytes are written {\"b64\": \"...\"} in base64")
            }
            strings.append(bytes)
        case .null, .bool, .number:
            throw AviaryError(.invalidArgument, "a BYTES input takes strings")
        }
    }

    /// Encodes a reply.
    ///
    /// - Parameters:
    ///   - response: the reply.
    ///   - form: the request's form.
    /// - Returns: the JSON text.
    /// - Throws: ``AviaryError`` for what JSON cannot say.
    package static func encode(_ response: InferenceResponse, as form: Form) throws(AviaryError) -> [UInt8] {
        var columns: [(name: String, value: JSONValue)] = []
        for output in response.outputs {
            do throws(AviaryError) {
                columns.append((output.name, try nested(output.tensor)))
            } catch {
                throw error.at("output '\(output.name)'")
            }
        }
        switch form {
        case .columns:
            let outputs = columns.count == 1 ? columns[0].value : .object(columns.map { .init($0.name, $0.value) })
            return JSONValue.object([.init("outputs", outputs)]).serialized()
        case .rows:
            guard columns.count > 1 else {
                return JSONValue.object([.init("predictions", columns.first?.value ?? .array([]))]).serialized()
            }
            var rows: [JSONValue] = []
            let arrays = columns.map { column in
                if case .array(let elements) = column.value { elements } else { [column.value] }
            }
            for row in 0..<(arrays.map(\.count).max() ?? 0) {
                rows.append(
                    .object(
                        zip(columns, arrays).map { column, array in
                            .init(column.name, row < array.count ? array[row] : .null)
                        }
                    )
                )
            }
            return JSONValue.object([.init("predictions", .array(rows))]).serialized()
        }
    }

    /// A tensor's elements, nested as its shape says.
    private static func nested(_ tensor: Tensor) throws(AviaryError) -> JSONValue {
        var text = [UInt8(ascii: "[")]
        text.append(contentsOf: try tensor.jsonText())
        text.append(UInt8(ascii: "]"))
        guard case .array(let flat) = try unsafe JSONValue(parsing: text.span.bytes) else { return .null }
        var level = flat
        for length in tensor.shape.dimensions.dropFirst().reversed() where length > 0 {
            level = stride(from: 0, to: level.count, by: length).map { .array(Array(level[$0..<$0 + length])) }
        }
        return tensor.shape.rank == 0 ? level.first ?? .null : .array(level)
    }
}
