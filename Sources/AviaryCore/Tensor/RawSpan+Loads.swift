internal import Glibc

/// A type of which every pattern of bits is a value, so that it may be read from any bytes.
///
/// The conformances below are all there are; `Bool` is not among them.
public protocol AnyBits: BitwiseCopyable {}

extension UInt8: AnyBits {}
extension UInt16: AnyBits {}
extension UInt32: AnyBits {}
extension UInt64: AnyBits {}
extension Int8: AnyBits {}
extension Int16: AnyBits {}
extension Int32: AnyBits {}
extension Int64: AnyBits {}
extension Float: AnyBits {}
extension Double: AnyBits {}

extension RawSpan {
    /// Reads a value at any offset, aligned or not; an offset out of bounds traps.
    @inline(__always)
    package func load<Value: AnyBits>(at offset: Int, as type: Value.Type = Value.self) -> Value {
        // Safe: the span checks its bounds, and every pattern of bits is a `Value`.
        unsafe self.unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self)
    }
}

extension OutputRawSpan {
    /// Writes a value's bytes; a span that is full traps.
    @inline(__always)
    package mutating func write<Value: AnyBits>(_ value: Value) {
        // Safe: the span checks its capacity, and these types have no padding.
        unsafe self.append(value, as: Value.self)
    }

    /// Copies bytes; a span that has no room for them traps.
    @inline(__always)
    package mutating func write(copying bytes: RawSpan) {
        precondition(bytes.byteCount <= self.freeCapacity)
        unsafe self.withUnsafeMutableBytes { buffer, initialized in
            unsafe bytes.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[initialized...]).copyMemory(from: source)
            }
            initialized += bytes.byteCount
        }
    }
}

extension RawSpan {
    /// Whether these bytes stand at an offset.
    package func begins(with bytes: [UInt8], at offset: Int = 0) -> Bool {
        guard self.byteCount >= offset + bytes.count else { return false }
        return bytes.indices.allSatisfy { self.load(at: offset + $0, as: UInt8.self) == bytes[$0] }
    }

    /// The place of the first such byte at or after an offset.
    package func firstOffset(of byte: UInt8, from start: Int) -> Int? {
        guard start < self.byteCount else { return nil }
        return unsafe self.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress,
                let found = unsafe memchr(base + start, Int32(byte), bytes.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }
}
