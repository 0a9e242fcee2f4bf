/// The type of a tensor's elements, in the words of the Open Inference Protocol.
public enum DataType: String, Sendable, Hashable, CaseIterable {
    /// A truth value in one byte, 0 or 1.
    case bool = "BOOL"
    /// An unsigned integer of 8 bits.
    case uint8 = "UINT8"
    /// An unsigned integer of 16 bits.
    case uint16 = "UINT16"
    /// An unsigned integer of 32 bits.
    case uint32 = "UINT32"
    /// An unsigned integer of 64 bits.
    case uint64 = "UINT64"
    /// A signed integer of 8 bits.
    case int8 = "INT8"
    /// A signed integer of 16 bits.
    case int16 = "INT16"
    /// A signed integer of 32 bits.
    case int32 = "INT32"
    /// A signed integer of 64 bits.
    case int64 = "INT64"
    /// An IEEE 754 number of 16 bits; it has no JSON form.
    case float16 = "FP16"
    /// The upper half of an IEEE 754 number of 32 bits; it has no JSON form.
    case bfloat16 = "BF16"
    /// An IEEE 754 number of 32 bits.
    case float32 = "FP32"
    /// An IEEE 754 number of 64 bits.
    case float64 = "FP64"
    /// A string of bytes of any length.
    case bytes = "BYTES"

    /// The bytes that one element takes; `nil` for ``bytes``, whose elements differ in length.
    public var byteCount: Int? {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16, .float16, .bfloat16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        case .bytes: nil
        }
    }
}
