package import AviaryCore

/// The type of a tensor's elements, as ONNX numbers them.
package enum ElementType: Int32, Sendable, Hashable, CaseIterable {
    // A case's documentation would only repeat its name.
    case undefined, float, uint8, int8, uint16, int16, int32, int64, string, bool, float16, double, uint32, uint64
    case complex64, complex128, bfloat16, float8e4m3fn, float8e4m3fnuz, float8e5m2, float8e5m2fnuz
    case uint4, int4, float4e2m1, uint2, int2, float8e8m0

    /// The protocol's word for it; `nil` for those that it cannot carry.
    package var dataType: DataType? {
        switch self {
        case .bool: .bool
        case .uint8: .uint8
        case .uint16: .uint16
        case .uint32: .uint32
        case .uint64: .uint64
        case .int8: .int8
        case .int16: .int16
        case .int32: .int32
        case .int64: .int64
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .float: .float32
        case .double: .float64
        case .string: .bytes
        case .undefined, .complex64, .complex128, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz, .uint4,
            .int4, .float4e2m1, .uint2, .int2, .float8e8m0:
            nil
        }
    }

    /// ONNX's word for a type of the protocol.
    ///
    /// - Parameter dataType: the type.
    package init(_ dataType: DataType) {
        self =
            switch dataType {
            case .bool: .bool
            case .uint8: .uint8
            case .uint16: .uint16
            case .uint32: .uint32
            case .uint64: .uint64
            case .int8: .int8
            case .int16: .int16
            case .int32: .int32
            case .int64: .int64
            case .float16: .float16
            case .bfloat16: .bfloat16
            case .float32: .float
            case .float64: .double
            case .bytes: .string
            }
    }
}
