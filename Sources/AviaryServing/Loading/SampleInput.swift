internal import AviaryCore

/// Inputs that nobody sent: to warm a model up, and to try whether its rows influence each other.
struct SampleInput {
    private var random: SplitMix64

    /// - Parameter seed: the same seed gives the same inputs.
    init(seed: UInt64) { self.random = SplitMix64(state: seed) }

    /// Makes one tensor for each input of a signature.
    ///
    /// - Parameters:
    ///   - signature: what the model takes.
    ///   - warmUp: shapes and filling; free dimensions that it does not name are 1 long.
    ///   - rows: the length of each first dimension that is free; `nil` leaves it to `warmUp`.
    /// - Returns: the tensors in the signature's order.
    /// - Throws: ``AviaryError`` when a shape that `warmUp` names does not fit.
    mutating func tensors(
        for signature: Signature,
        _ warmUp: ModelConfiguration.WarmUp,
        rows: Int? = nil
    ) throws(AviaryError) -> [Tensor] {
        var tensors: [Tensor] = []
        for input in signature.inputs {
            var dimensions = (input.dimensions ?? []).map { dimension in
                if case .fixed(let length) = dimension { length } else { 1 }
            }
            if let given = warmUp.shapes[input.name] { dimensions = given }
            if let rows, !dimensions.isEmpty, case .free = input.dimensions?.first { dimensions[0] = rows }
            let shape = try Shape(dimensions)
            guard input.admits(shape) else {
                throw AviaryError(
                    .invalidArgument,
                    "warmUp: input '\(input.name)' has shape \(input.protocolShape), \(shape) does not fit"
                )
            }
            tensors.append(try self.tensor(input.dataType, shape, warmUp.fill))
        }
        return tensors
    }

    private mutating func tensor(
        _ dataType: DataType,
        _ shape: Shape,
        _ fill: ModelConfiguration.WarmUp.Fill
    ) throws(AviaryError) -> Tensor {
        let count = shape.elementCount
        guard let size = dataType.byteCount else {
            return try Tensor(byteStrings: .init(repeating: [], count: count), shape: shape)
        }
        guard count <= 1 << 28 else {
            throw AviaryError(.invalidArgument, "warmUp: shape \(shape) has more than 2^28 elements")
        }
        var random = self.random
        defer { self.random = random }
        let storage = TensorStorage(byteCount: count * size) { span in
            guard fill == .random else { return }
            for _ in 0..<count { SampleInput.write(dataType, random.next(), to: &span) }
        }
        return try Tensor(dataType, shape: shape, storage: storage)
    }

    /// Writes one element made from random bits: fractions below 1, whole numbers below 10.
    private static func write(_ dataType: DataType, _ bits: UInt64, to span: inout OutputRawSpan) {
        let fraction = Double(bits >> 11) * 0x1p-53
        let digit = bits % 10
        switch dataType {
        case .bool: span.append(UInt8(bits & 1))
        case .uint8, .int8: span.append(UInt8(digit))
        case .uint16, .int16: span.write(UInt16(digit))
        case .uint32, .int32: span.write(UInt32(digit))
        case .uint64, .int64: span.write(digit)
        case .float16: span.write(Float16(fraction).bitPattern)
        case .bfloat16: span.write(UInt16(Float(fraction).bitPattern >> 16))
        case .float32: span.write(Float(fraction))
        case .float64: span.write(fraction)
        case .bytes: break
        }
    }
}

/// A small generator of random bits with a seed: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators"
/// (OOPSLA 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var bits = self.state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
