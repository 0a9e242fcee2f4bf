/// Decodes the body of an infer request: JSON, and binary tensors after it.
///
/// Nothing of the model is needed: a request names the type and shape of each tensor. Unknown members are passed over,
/// as the protocol allows; members that matter may occur once.
package struct RequestDecoder {
    /// The most inputs, outputs or parameters that one request may have.
    package static let maximumEntries = 1024
    /// What the lengths of an empty tensor multiply to at most, zeros aside: more than any body has elements.
    private static let maximumEmptyCount = 1 << 32

    /// The binary tensors, in the order of the inputs, and where in the storage the next one begins.
    private let binary: TensorStorage?
    private var binaryOffset: Int

    private init(binary: TensorStorage?, at offset: Int) {
        self.binary = binary
        self.binaryOffset = offset
    }

    /// Decodes a request.
    ///
    /// - Parameters:
    ///   - json: the JSON part.
    ///   - binary: the memory that holds the binary tensors; they become slices of it without a copy.
    ///   - offset: where in that memory the first of them begins.
    /// - Returns: the request.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that says which tensor, what was expected and what came.
    /// - Complexity: O(bytes).
    package static func decode(
        _ json: RawSpan,
        binary: TensorStorage? = nil,
        binaryAt offset: Int = 0
    ) throws(AviaryError) -> InferenceRequest {
        var decoder = RequestDecoder(binary: binary, at: offset)
        var reader = JSONReader(json)
        var request = InferenceRequest()
        var seen = Seen()
        try reader.object { reader, key throws(AviaryError) in
            if reader.names(key, "inputs") {
                try seen.once(0, "inputs", &reader)
                try reader.array { reader throws(AviaryError) in
                    try checkCount(request.inputs.count, "inputs")
                    request.inputs.append(try decoder.input(&reader, number: request.inputs.count))
                }
            } else if reader.names(key, "outputs") {
                try seen.once(1, "outputs", &reader)
                try reader.array { reader throws(AviaryError) in
                    try checkCount(request.outputs.count, "outputs")
                    request.outputs.append(try requestedOutput(&reader))
                }
            } else if reader.names(key, "parameters") {
                try seen.once(2, "parameters", &reader)
                request.parameters = try parameters(&reader)
            } else if reader.names(key, "id") {
                try seen.once(3, "id", &reader)
                request.id = try reader.string()
            } else {
                try reader.skip()
            }
        }
        try reader.end()
        guard seen.has(0) else {
            throw AviaryError(.invalidArgument, "the request has no 'inputs'")
        }
        if let binary, decoder.binaryOffset != binary.byteCount {
            throw AviaryError(
                .invalidArgument,
                "\(binary.byteCount - decoder.binaryOffset) bytes are left over after the last binary tensor",
                remedy: "the inputs' 'binary_data_size' add up to the length of the body after the JSON part"
            )
        }
        return request
    }

    /// Decodes one element of `inputs`.
    private mutating func input(_ reader: inout JSONReader, number: Int) throws(AviaryError) -> NamedTensor {
        var name: String?
        var dataType: DataType?
        var shape: Shape?
        var parameters = Parameters()
        var tensor: Tensor?
        // Where `data` begins when it came before type and shape.
        var postponed: Int?
        var seen = Seen()
        func place() -> String { name.map { "input '\($0)'" } ?? "input \(number)" }
        try reader.object { reader, key throws(AviaryError) in
            if reader.names(key, "data") {
                try seen.once(0, "data", &reader)
                if let dataType, let shape {
                    do throws(AviaryError) {
                        tensor = try reader.tensor(dataType, shape: shape)
                    } catch {
                        throw error.at(place())
                    }
                } else {
                    postponed = reader.index
                    try reader.skip()
                }
            } else if reader.names(key, "shape") {
                try seen.once(1, "shape", &reader)
                do throws(AviaryError) {
                    shape = try Self.shape(&reader)
                } catch {
                    throw error.at("\(place()): shape")
                }
            } else if reader.names(key, "datatype") {
                try seen.once(2, "datatype", &reader)
                let word = try reader.string()
                guard let known = DataType(rawValue: word) else {
                    let all = DataType.allCases.map(\.rawValue).joined(separator: ", ")
                    throw AviaryError(.invalidArgument, "\(place()): datatype is one of \(all), got '\(word)'")
                }
                dataType = known
            } else if reader.names(key, "name") {
                try seen.once(3, "name", &reader)
                name = try reader.string()
            } else if reader.names(key, "parameters") {
                try seen.once(4, "parameters", &reader)
                parameters = try Self.parameters(&reader)
            } else {
                try reader.skip()
            }
        }
        guard let name else { throw AviaryError(.invalidArgument, "input \(number) has no 'name'") }
        guard let dataType else { throw AviaryError(.invalidArgument, "input '\(name)' has no 'datatype'") }
        guard let shape else { throw AviaryError(.invalidArgument, "input '\(name)' has no 'shape'") }
        do throws(AviaryError) {
            if let postponed {
                let resume = reader.index
                reader.index = postponed
                tensor = try reader.tensor(dataType, shape: shape)
                reader.index = resume
            }
            let decoded = try self.tensor(dataType, shape, inline: tensor, parameters)
            return NamedTensor(name: name, tensor: decoded, parameters: parameters)
        } catch {
            throw error.at("input '\(name)'")
        }
    }

    /// Finds the one source of an input's data: `data`, or the binary part.
    private mutating func tensor(
        _ dataType: DataType,
        _ shape: Shape,
        inline: Tensor?,
        _ parameters: Parameters
    ) throws(AviaryError) -> Tensor {
        guard parameters["shared_memory_region"] == nil else {
            throw AviaryError(
                .unimplemented,
                "shared memory is not offered",
                remedy: "send the tensor in the body, as 'data' or with 'binary_data_size'"
            )
        }
        switch (inline, parameters["binary_data_size"]) {
        case (let tensor?, nil):
            return tensor
        case (nil, .int64(let size)?):
            return try self.binaryTensor(dataType, shape, size: size)
        case (nil, nil):
            throw AviaryError(.invalidArgument, "has neither 'data' nor the parameter 'binary_data_size'")
        case (.some, .some):
            throw AviaryError(
                .invalidArgument,
                "has both 'data' and the parameter 'binary_data_size', give one of them"
            )
        case (nil, .some):
            throw AviaryError(.invalidArgument, "'binary_data_size' is a whole number of bytes")
        }
    }

    private mutating func binaryTensor(
        _ dataType: DataType,
        _ shape: Shape,
        size: Int64
    ) throws(AviaryError) -> Tensor {
        guard let binary else {
            throw AviaryError(
                .invalidArgument,
                "'binary_data_size' is given but the body has no binary part",
                remedy: "say in the header Inference-Header-Content-Length where the JSON part ends"
            )
        }
        let left = binary.byteCount - self.binaryOffset
        guard size >= 0, size <= left else {
            throw AviaryError(.invalidArgument, "'binary_data_size' is \(size), the body has \(left) bytes left")
        }
        let range = self.binaryOffset..<self.binaryOffset + Int(size)
        let tensor = try Tensor(dataType, shape: shape, storage: binary, range: range)
        self.binaryOffset = range.upperBound
        return tensor
    }

    private static func requestedOutput(_ reader: inout JSONReader) throws(AviaryError) -> RequestedOutput {
        var name: String?
        var parameters = Parameters()
        var seen = Seen()
        try reader.object { reader, key throws(AviaryError) in
            if reader.names(key, "name") {
                try seen.once(0, "name", &reader)
                name = try reader.string()
            } else if reader.names(key, "parameters") {
                try seen.once(1, "parameters", &reader)
                parameters = try Self.parameters(&reader)
            } else {
                try reader.skip()
            }
        }
        guard let name else { throw AviaryError(.invalidArgument, "a requested output has no 'name'") }
        return RequestedOutput(name: name, parameters: parameters)
    }

    private static func shape(_ reader: inout JSONReader) throws(AviaryError) -> Shape {
        var dimensions: [Int] = []
        try reader.array { reader throws(AviaryError) in
            try checkCount(dimensions.count, "dimensions")
            dimensions.append(try reader.integer(Int.self))
        }
        let shape = try Shape(dimensions)
        // No data bound the lengths of an empty tensor, yet its rows are counted and joined with others' like any rows.
        guard shape.elementCount == 0 else { return shape }
        let others = try? Shape(dimensions.filter { $0 > 0 })
        guard let others, others.elementCount <= Self.maximumEmptyCount else {
            throw AviaryError(
                .invalidArgument,
                "the dimensions of an empty tensor that are not 0 multiply to at most 2^32, got \(shape)"
            )
        }
        return shape
    }

    /// Decodes parameters.
    ///
    /// Values that are neither text, number nor truth value are passed over, as Triton's clients send
    /// some that only Triton knows.
    private static func parameters(_ reader: inout JSONReader) throws(AviaryError) -> Parameters {
        var parameters = Parameters()
        try reader.object { reader, key throws(AviaryError) in
            let name = try reader.text(of: key)
            try checkCount(parameters.entries.count, "parameters")
            guard parameters[name] == nil else { throw reader.malformed("the parameter '\(name)' occurs twice") }
            switch reader.peek() {
            case UInt8(ascii: "\""): parameters[name] = .string(try reader.string())
            case UInt8(ascii: "t"), UInt8(ascii: "f"): parameters[name] = .bool(try reader.bool())
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): parameters[name] = try reader.number()
            default: try reader.skip()
            }
        }
        return parameters
    }

    private static func checkCount(_ count: Int, _ what: String) throws(AviaryError) {
        guard count < Self.maximumEntries else {
            throw AviaryError(.invalidArgument, "a request may have \(Self.maximumEntries) \(what), this one has more")
        }
    }
}

/// Which of an object's known members have been read.
private struct Seen {
    private var bits: UInt8 = 0

    mutating func once(_ member: UInt8, _ name: String, _ reader: inout JSONReader) throws(AviaryError) {
        guard self.bits & (1 << member) == 0 else { throw reader.malformed("the member '\(name)' occurs twice") }
        self.bits |= 1 << member
    }

    func has(_ member: UInt8) -> Bool { self.bits & (1 << member) != 0 }
}

extension JSONReader {
    /// Takes a number as a parameter's value: whole numbers keep all their digits.
    fileprivate mutating func number() throws(AviaryError) -> ParameterValue {
        let start = self.index
        let decimal = try self.decimal()
        guard decimal.isInteger else {
            self.index = start
            return .double(try self.floatingPoint(Double.self))
        }
        self.index = start
        if let value = try? self.integer(Int64.self) { return .int64(value) }
        self.index = start
        return .uint64(try self.integer(UInt64.self))
    }
}
