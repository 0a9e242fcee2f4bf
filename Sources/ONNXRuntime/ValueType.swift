package import AviaryCore

/// An input or output of a model as the model itself declares it.
package struct ValueInfo: Sendable, Hashable {
    /// Its name.
    package let name: String
    /// Its type.
    package let type: ValueType
}

/// The type of a model's input or output.
package indirect enum ValueType: Sendable, Hashable {
    /// An array; the dimensions are `nil` when even their number is open.
    case tensor(ElementType, dimensions: [TensorSignature.Dimension]?)
    /// An array of which only some elements are stored.
    case sparseTensor
    /// A list of values of one type.
    case sequence(ValueType)
    /// A dictionary.
    case map(key: ElementType, value: ValueType)
    /// A value that may be absent.
    case optional(ValueType)
    /// A type that only the model's own operators know.
    case opaque
    /// A kind that did not exist when this was written.
    case unknown
}

extension ValueType: CustomStringConvertible {
    /// The type as ONNX writes it, without dimensions: `sequence(map(int64, tensor(float)))`.
    package var description: String {
        switch self {
        case .tensor(let element, _): "tensor(\(element))"
        case .sparseTensor: "sparse_tensor"
        case .sequence(let element): "sequence(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .optional(let type): "optional(\(type))"
        case .opaque: "opaque"
        case .unknown: "unknown"
        }
    }
}

/// What kind of value something is, as ONNX numbers them.
enum ValueKind: Int32 {
    case unknown, tensor, sequence, map, opaque, sparseTensor, optional
}
