internal import AviaryCore

/// What comes before the elements of an NPY file: magic bytes, version, length, and a Python dictionary as text.
struct NPYHeader {
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// NumPy has arrays of at most 64 dimensions.
    private static let maximumRank = 64

    let dataType: DataType
    let isBigEndian: Bool
    let isFortran: Bool
    let shape: Shape
    /// Where the elements begin.
    let dataOffset: Int

    /// The bytes of an element; every type that NPY files have here has a fixed size.
    var elementBytes: Int { self.dataType.byteCount ?? 1 }

    /// Reads the beginning of a file.
    init(parsing file: [UInt8]) throws(AviaryError) {
        guard file.starts(with: Self.magic), file.count >= 10 else {
            throw AviaryError(.invalidArgument, "an NPY file begins with the byte 0x93 and 'NUMPY', this one does not")
        }
        guard (1...3).contains(file[6]), file[7] == 0 else {
            throw AviaryError(.invalidArgument, "NPY versions are 1.0, 2.0 and 3.0, got \(file[6]).\(file[7])")
        }
        let lengthBytes = file[6] == 1 ? 2 : 4
        let start = 8 + lengthBytes
        let length = file[8...].prefix(lengthBytes).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard file.count >= start, length <= file.count - start else {
            throw AviaryError(
                .invalidArgument,
                "the NPY header says it has \(length) bytes, the file has \(max(file.count - start, 0)) after it"
            )
        }
        self.dataOffset = start + length
        var text = PythonText(file[start..<start + length])
        var descriptor: String?
        var isFortran: Bool?
        var dimensions: [Int]?
        try text.dictionary { text, key throws(AviaryError) in
            switch key {
            case "descr" where descriptor == nil: descriptor = try text.descriptor()
            case "fortran_order" where isFortran == nil: isFortran = try text.bool()
            case "shape" where dimensions == nil: dimensions = try text.tuple(upTo: Self.maximumRank)
            default: throw text.expected("'descr', 'fortran_order' and 'shape', each once")
            }
        }
        guard let descriptor, let isFortran, let dimensions else {
            throw text.expected("'descr', 'fortran_order' and 'shape', each once")
        }
        self.isFortran = isFortran
        self.shape = try Shape(dimensions)
        self.dataType = try Self.dataType(descriptor)
        self.isBigEndian = descriptor.hasPrefix(">")
    }

    /// The types that both sides have, in NumPy's words without the order of bytes.
    private static let types: [(word: String, type: DataType)] = [
        ("b1", .bool), ("u1", .uint8), ("u2", .uint16), ("u4", .uint32), ("u8", .uint64), ("i1", .int8), ("i2", .int16),
        ("i4", .int32), ("i8", .int64), ("f2", .float16), ("f4", .float32), ("f8", .float64),
    ]

    private static func dataType(_ descriptor: String) throws(AviaryError) -> DataType {
        let word = descriptor.dropFirst()
        if "<>|=".contains(descriptor.prefix(1)), let known = Self.types.first(where: { $0.word == word }) {
            return known.type
        }
        if word.hasPrefix("O") {
            throw AviaryError(
                .invalidArgument,
                "the array holds Python objects, expected truth values or numbers",
                remedy: "save it with a number type, for instance array.astype('float32')"
            )
        }
        throw AviaryError(
            .invalidArgument,
            "expected an array of truth values, whole numbers or floats of 2, 4 or 8 bytes, got the NumPy type "
                + "'\(descriptor.prefix(32))'",
            remedy: "convert it before saving, for instance array.astype('float32')"
        )
    }

    /// The beginning of a file, padded so that the elements are aligned to 64 bytes.
    static func text(_ dataType: DataType, _ shape: Shape) throws(AviaryError) -> [UInt8] {
        guard let word = Self.types.first(where: { $0.type == dataType })?.word else {
            throw AviaryError(.invalidArgument, "NumPy has no type for \(dataType.rawValue)")
        }
        let order = dataType.byteCount == 1 ? "|" : "<"
        let lengths = shape.dimensions.map { "\($0)," }.joined(separator: " ")
        let dictionary = "{'descr': '\(order)\(word)', 'fortran_order': False, 'shape': (\(lengths)), }"
        let version: UInt8 = dictionary.utf8.count < 60_000 ? 1 : 2
        let start = version == 1 ? 10 : 12
        let length = (start + dictionary.utf8.count + 1 + 63) / 64 * 64 - start
        var text = Self.magic + [version, 0]
        for byte in 0..<start - 8 { text.append(UInt8(truncatingIfNeeded: length >> (8 * byte))) }
        text.append(contentsOf: dictionary.utf8)
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: start + length - text.count - 1))
        text.append(UInt8(ascii: "\n"))
        return text
    }
}
