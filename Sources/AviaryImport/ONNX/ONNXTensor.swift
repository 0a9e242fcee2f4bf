internal import AviaryCore

/// A constant, `TensorProto`.
struct ONNXTensor: Sendable {
    /// The number of the element type FP32.
    static let float = 1
    /// The number of the element type INT64.
    private static let int64 = 7

    /// A constant's elements.
    enum Elements: Sendable {
        case floats(ScaledFloats)
        case integers([Int])
    }

    /// The tensor's name.
    let name: String
    /// Its dimensions.
    let shape: [Int]
    /// Its elements, the last dimension running fastest.
    let elements: Elements

    /// Makes weights.
    ///
    /// - Parameters:
    ///   - name: the tensor's name.
    ///   - shape: its dimensions.
    ///   - floats: as many numbers as the dimensions have room for.
    init(_ name: String, shape: [Int], floats: ScaledFloats) {
        self.name = name
        self.shape = shape
        self.elements = .floats(floats)
    }

    /// Makes a list of numbers, such as a bias.
    ///
    /// - Parameters:
    ///   - name: the tensor's name.
    ///   - floats: the numbers.
    init(_ name: String, floats: [Float]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(floats.count * 4)
        for float in floats { withLittleEndianBytes(of: float) { bytes.append($0) } }
        self.init(name, shape: [floats.count], floats: ScaledFloats(bytes: bytes[...], factors: []))
    }

    /// Makes a list of whole numbers, such as the bounds of a slice.
    ///
    /// - Parameters:
    ///   - name: the tensor's name.
    ///   - integers: the numbers.
    init(_ name: String, integers: [Int]) {
        self.name = name
        self.shape = [integers.count]
        self.elements = .integers(integers)
    }

    /// Writes the tensor's fields.
    func write(to writer: inout ProtobufWriter) {
        for dimension in self.shape { writer.integer(1, dimension) }
        switch self.elements {
        case .floats(let floats):
            writer.integer(2, Self.float)
            writer.text(8, self.name)
            writer.deferred(9, floats)
        case .integers(let integers):
            writer.integer(2, Self.int64)
            for integer in integers { writer.integer(7, integer) }
            writer.text(8, self.name)
        }
    }
}

/// Numbers as they lie in a file of weights, each row to be multiplied by a factor while it is written.
///
/// The bytes are a part of the file's, which is neither copied nor changed.
struct ScaledFloats: DeferredBytes {
    /// FP32 numbers, the lowest byte first.
    let bytes: ArraySlice<UInt8>
    /// One factor for each row, and rows of equal length; none leaves the numbers as they are.
    let factors: [Double]

    var byteCount: Int { self.bytes.count }

    func append(to bytes: inout [UInt8]) {
        guard !self.factors.isEmpty else {
            bytes += self.bytes
            return
        }
        let source = self.bytes.span.bytes
        let rowLength = self.bytes.count / 4 / self.factors.count
        var offset = 0
        for factor in self.factors {
            bytes.append(addingCapacity: rowLength * 4) { row in
                for _ in 0..<rowLength {
                    let value = Float(bitPattern: UInt32(littleEndian: source.load(at: offset)))
                    withLittleEndianBytes(of: Float(Double(value) * factor)) { row.append($0) }
                    offset += 4
                }
            }
        }
    }
}
