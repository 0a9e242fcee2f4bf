import AviaryCore

extension Tensor {
    /// A tensor of random shape and bits, all of which have a JSON form if need be.
    ///
    /// - Parameters:
    ///   - types: the types to choose from.
    ///   - isJSON: whether floats are finite and strings are UTF-8.
    ///   - random: chooses.
    /// - Returns: the tensor.
    /// - Throws: nothing if the tensor's own checks are right.
    static func random(
        of types: [DataType],
        json isJSON: Bool,
        using random: inout some RandomNumberGenerator
    ) throws -> Tensor {
        let dataType = types.randomElement(using: &random) ?? .float32
        let shape = try Shape(
            (0..<Int.random(in: 0...3, using: &random)).map { _ in Int.random(in: 0...4, using: &random) }
        )
        var bytes: [UInt8] = []
        for _ in 0..<shape.elementCount {
            switch dataType {
            case .bool: bytes.append(.random(in: 0...1, using: &random))
            case .bytes:
                let count = Int.random(in: 0...6, using: &random)
                bytes += [UInt8(count), 0, 0, 0]
                for _ in 0..<count { bytes.append(.random(in: 0...(isJSON ? 0x7F : 0xFF), using: &random)) }
            case .float32 where isJSON:
                let number = Float(bitPattern: random.next())
                withUnsafeBytes(of: number.isFinite ? number : 0.1) { bytes += $0 }
            case .float64 where isJSON:
                let number = Double(bitPattern: random.next())
                withUnsafeBytes(of: number.isFinite ? number : 0.1) { bytes += $0 }
            default:
                for _ in 0..<(dataType.byteCount ?? 0) { bytes.append(.random(in: 0...0xFF, using: &random)) }
            }
        }
        return try Tensor(
            dataType,
            shape: shape,
            storage: TensorStorage(byteCount: bytes.count) { span in for byte in bytes { span.append(byte) } }
        )
    }

    /// The tensor's bytes as an array, to compare with.
    var byteArray: [UInt8] { (0..<self.bytes.byteCount).map { self.bytes.load(at: $0) } }
}

extension NamedTensor {
    /// Whether the other has the same name, type, shape and bytes.
    func matches(_ other: NamedTensor) -> Bool {
        self.name == other.name && self.tensor.dataType == other.tensor.dataType
            && self.tensor.shape == other.tensor.shape && self.tensor.byteArray == other.tensor.byteArray
    }
}
