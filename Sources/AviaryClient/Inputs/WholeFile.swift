internal import AviaryCore

/// A file that stands for all inputs of a request: `@file` without a name before it.
enum WholeFile {
    /// Reads the file.
    ///
    /// - Parameters:
    ///   - path: the file's path.
    ///   - inputs: what the model takes.
    ///   - readFile: gives all bytes of a file.
    /// - Returns: names and tensors.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that names the file, and what the closure throws.
    static func tensors(
        _ path: Substring,
        for inputs: [TensorMetadata],
        _ readFile: (String) throws(AviaryError) -> [UInt8]
    ) throws(AviaryError) -> [(name: String, tensor: Tensor)] {
        do throws(AviaryError) {
            if !path.hasSuffix(".npy"), path.hasSuffix(".json") || path == "-" {
                let bytes = try readFile(String(path))
                if case .object(let members) = try JSONValue(parsing: bytes.span.bytes) {
                    return try self.tensors(members, bytes, for: inputs)
                }
                return try self.only(inputs) { input throws(AviaryError) in try InputValue(json: bytes, input.dataType)
                }
            }
            return try self.only(inputs) { input throws(AviaryError) in
                try InputValue(file: String(path), input.dataType, readFile)
            }
        } catch {
            throw error.at("file '\(path)'")
        }
    }

    private static func tensors(
        _ members: [JSONValue.Member],
        _ bytes: [UInt8],
        for inputs: [TensorMetadata]
    ) throws(AviaryError) -> [(name: String, tensor: Tensor)] {
        if members.contains(where: { $0.name == "inputs" }), !inputs.contains(where: { $0.name == "inputs" }) {
            return try RequestDecoder.decode(bytes.span.bytes).inputs.map { ($0.name, $0.tensor) }
        }
        if members.contains(where: { $0.name == "data" }), !inputs.contains(where: { $0.name == "data" }) {
            return try self.only(inputs) { input throws(AviaryError) in try InputValue(json: bytes, input.dataType) }
        }
        var tensors: [(name: String, tensor: Tensor)] = []
        for member in members {
            let input = try inputs.find(member.name)
            do throws(AviaryError) {
                let value = try InputValue(json: member.value.serialized(), input.dataType)
                tensors.append((member.name, try value.tensor(for: input)))
            } catch {
                throw error.at("input '\(member.name)'")
            }
        }
        return tensors
    }

    /// The value of a model's only input.
    private static func only(
        _ inputs: [TensorMetadata],
        _ value: (TensorMetadata) throws(AviaryError) -> InputValue
    ) throws(AviaryError) -> [(name: String, tensor: Tensor)] {
        guard let input = inputs.first, inputs.count == 1 else {
            throw AviaryError(
                .invalidArgument,
                "the model takes \(inputs.map(\.name).joined(separator: ", ")), one array cannot be all of them",
                remedy: "write name=@file for each, or an object with a member for each"
            )
        }
        return [(input.name, try value(input).tensor(for: input))]
    }
}
