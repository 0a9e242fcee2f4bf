internal import AviaryCore

/// The value of one input: its elements, already of the input's type, and how they were nested.
struct InputValue {
    private let elements: TensorAssembler
    private let lengths: [Int]
    /// Whether the lengths were written out, rather than counted from a plain list.
    private let hasShape: Bool

    private init(_ elements: TensorAssembler, _ lengths: [Int], hasShape: Bool) {
        self.elements = elements
        self.lengths = lengths
        self.hasShape = hasShape
    }

    /// Reads what was written after the equals sign.
    init(
        _ text: Substring,
        _ input: TensorMetadata,
        _ readFile: (String) throws(AviaryError) -> [UInt8]
    ) throws(AviaryError) {
        switch text.first {
        case "@":
            let path = String(text.dropFirst())
            do throws(AviaryError) {
                try self.init(file: path, input.dataType, readFile)
            } catch {
                throw error.at("file '\(path)'")
            }
        case "[":
            try self.init(json: Array(text.utf8), input.dataType)
        default:
            try self.init(list: text, input.dataType)
        }
    }

    /// A list of numbers, or one text.
    private init(list text: Substring, _ dataType: DataType) throws(AviaryError) {
        var elements = TensorAssembler(dataType)
        guard dataType != .bytes else {
            try elements.append(.string(String(text)))
            self.init(elements, [1], hasShape: false)
            return
        }
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        for word in words {
            let word = String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            switch word {
            case "true": try elements.append(.bool(true))
            case "false": try elements.append(.bool(false))
            default: try elements.append(.number(word))
            }
        }
        self.init(elements, [words.count], hasShape: false)
    }

    /// An array, or an object that describes a tensor.
    init(json: [UInt8], _ dataType: DataType) throws(AviaryError) {
        var reader = JSONReader(json.span.bytes)
        guard reader.peek() == UInt8(ascii: "{") else {
            var elements = TensorAssembler(dataType)
            let lengths = try reader.elements(into: &elements)
            try reader.end()
            guard let lengths else {
                throw AviaryError(.invalidArgument, "the rows of an array are equally long, these are not")
            }
            self.init(elements, lengths, hasShape: lengths.count > 1)
            return
        }
        var probe = reader
        let head = try TensorHead(&probe)
        try probe.end()
        guard let shape = head.shape, head.hasData else {
            throw AviaryError(.invalidArgument, "an object describes a tensor with 'shape', 'datatype' and 'data'")
        }
        self.init(try reader.data(dataType), shape.dimensions, hasShape: true)
    }

    /// A file, whose name tells its format.
    init(
        file path: String,
        _ dataType: DataType,
        _ readFile: (String) throws(AviaryError) -> [UInt8]
    ) throws(AviaryError) {
        if path.hasSuffix(".json") || path == "-" {
            try self.init(json: try readFile(path), dataType)
        } else if path.hasSuffix(".npy") {
            let array = try NPY.read(try readFile(path))
            var elements = TensorAssembler(dataType)
            for element in try array.elements() { try elements.append(element) }
            self.init(elements, array.shape.dimensions, hasShape: array.shape.rank != 1)
        } else {
            throw AviaryError(
                .invalidArgument,
                "a file of values is named .json or .npy, or is - for JSON from standard input"
            )
        }
    }

    /// Gives the elements the shape that the input asks for.
    ///
    /// - Parameter input: the input's name, type and shape.
    /// - Returns: the tensor.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when the value does not fit.
    func tensor(for input: TensorMetadata) throws(AviaryError) -> Tensor {
        for candidate in self.candidates(for: input.shape) where Self.fits(candidate, input.shape) {
            return try self.elements.tensor(shape: try Shape(candidate))
        }
        let came = self.hasShape ? "\(self.lengths)" : "a flat list of \(self.lengths.first ?? 0)"
        throw AviaryError(
            .invalidArgument,
            "expected shape \(input.shape) (-1 is free), got \(came)",
            remedy: "write the rows as a nested array such as [[1, 2], [3, 4]]"
        )
    }

    /// The shapes that the value may have, the likeliest first.
    private func candidates(for shape: [Int]) -> [[Int]] {
        var candidates = [self.lengths]
        // A single row without the dimension that counts rows.
        if shape.first == -1 { candidates.append([1] + self.lengths) }
        // A plain list for a shape that leaves nothing else open.
        let row = shape.first == -1 ? [1] + shape.dropFirst() : shape
        if !self.hasShape, (try? Shape(row))?.elementCount == self.lengths.first { candidates.append(row) }
        return candidates
    }

    private static func fits(_ lengths: [Int], _ shape: [Int]) -> Bool {
        // One free dimension also stands for any number of them.
        shape == [-1]
            || lengths.count == shape.count && zip(lengths, shape).allSatisfy { $1 == -1 || $0 == $1 }
    }
}
