internal import AviaryCore

/// What an object such as `{"name", "datatype", "shape", "data"}` says of its tensor, the data aside.
struct TensorHead {
    private(set) var name: String?
    private(set) var dataType: DataType?
    private(set) var shape: Shape?
    private(set) var parameters = Parameters()
    private(set) var hasData = false

    /// Takes the object; its data are checked to be JSON and passed over.
    ///
    /// - Throws: ``AviaryError`` for malformed JSON, an unknown data type and a shape that cannot be.
    init(_ reader: inout JSONReader) throws(AviaryError) {
        var head = (name: String?.none, dataType: DataType?.none, shape: Shape?.none, hasData: false)
        var parameters = Parameters()
        try reader.object { reader, key throws(AviaryError) in
            if reader.names(key, "name") {
                head.name = try reader.string()
            } else if reader.names(key, "datatype") {
                let word = try reader.string()
                guard let known = DataType(rawValue: word) else {
                    let all = DataType.allCases.map(\.rawValue).joined(separator: ", ")
                    throw AviaryError(.invalidArgument, "datatype is one of \(all), got '\(word)'")
                }
                head.dataType = known
            } else if reader.names(key, "shape") {
                head.shape = try Shape(try reader.lengths())
            } else if reader.names(key, "parameters") {
                parameters = try reader.parameters()
            } else if reader.names(key, "data") {
                guard !head.hasData else { throw reader.expected("one member 'data'") }
                head.hasData = true
                try reader.skip()
            } else {
                try reader.skip()
            }
        }
        (self.name, self.dataType, self.shape, self.hasData) = head
        self.parameters = parameters
    }
}

extension JSONReader {
    /// Takes the members of an object that are a text, a number or a truth value; others, and null, are passed over.
    ///
    /// - Throws: ``AviaryError`` for malformed JSON and for more members than the protocol's messages have.
    mutating func parameters() throws(AviaryError) -> Parameters {
        var parameters = Parameters()
        guard self.peek() == UInt8(ascii: "{") else {
            try self.skip()
            return parameters
        }
        try self.object { reader, key throws(AviaryError) in
            let name = try reader.text(of: key)
            guard parameters.entries.count < RequestDecoder.maximumEntries else {
                throw reader.expected("at most \(RequestDecoder.maximumEntries) parameters")
            }
            switch reader.peek() {
            case UInt8(ascii: "\""): parameters[name] = .string(try reader.string())
            case UInt8(ascii: "t"), UInt8(ascii: "f"): parameters[name] = .bool(try reader.bool())
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                if case .number(let text) = try reader.value() { parameters[name] = ParameterValue(number: text) }
            default: try reader.skip()
            }
        }
        return parameters
    }

    /// Takes the lengths of a shape's dimensions.
    fileprivate mutating func lengths() throws(AviaryError) -> [Int] {
        var lengths: [Int] = []
        try self.array { reader throws(AviaryError) in
            guard lengths.count < RequestDecoder.maximumEntries else {
                throw reader.expected("at most \(RequestDecoder.maximumEntries) dimensions")
            }
            lengths.append(try reader.integer(Int.self))
        }
        return lengths
    }
}

extension ParameterValue {
    /// A number as it is written; whole ones keep all their digits.
    fileprivate init?(number text: String) {
        if let number = Int64(text) {
            self = .int64(number)
        } else if let number = UInt64(text) {
            self = .uint64(number)
        } else if let number = Double(text) {
            self = .double(number)
        } else {
            return nil
        }
    }
}
