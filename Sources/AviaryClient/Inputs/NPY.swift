public import AviaryCore

/// Tensors in files of NumPy's format NPY, versions 1.0, 2.0 and 3.0.
///
/// Truth values, whole numbers and floating-point numbers of 16, 32 and 64 bits are read in either order of bytes, in C
/// order or in Fortran order; what is written is little-endian and in C order. Text, objects, records, dates and
/// complex numbers are refused.
public enum NPY {
    /// Reads a file.
    ///
    /// - Parameter file: all bytes of the file.
    /// - Returns: its array, in row-major order.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that says what was expected and what came.
    /// - Complexity: O(bytes); no more memory than the file has.
    public static func read(_ file: [UInt8]) throws(AviaryError) -> Tensor {
        let header = try NPYHeader(parsing: file)
        let size = header.elementBytes
        let (byteCount, overflow) = header.shape.elementCount.multipliedReportingOverflow(by: size)
        let available = file.count - header.dataOffset
        guard !overflow, byteCount == available else {
            throw AviaryError(
                .invalidArgument,
                "an NPY array of shape \(header.shape) takes \(overflow ? "more than 2^63" : String(byteCount)) bytes, "
                    + "the file has \(available)"
            )
        }
        var walk = FortranWalk(header.shape)
        let storage = TensorStorage(byteCount: byteCount) { span in
            guard header.isFortran || header.isBigEndian else {
                span.write(copying: file.span.bytes.extracting(header.dataOffset...))
                return
            }
            for index in 0..<header.shape.elementCount {
                let start = header.dataOffset + size * (header.isFortran ? walk.next() : index)
                for byte in 0..<size { span.append(file[start + (header.isBigEndian ? size - 1 - byte : byte)]) }
            }
        }
        return try Tensor(header.dataType, shape: header.shape, storage: storage)
    }

    /// Writes a file.
    ///
    /// - Parameter tensor: of any type but BF16 and BYTES, for which NumPy has none.
    /// - Returns: all bytes of the file.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for those two.
    public static func write(_ tensor: Tensor) throws(AviaryError) -> [UInt8] {
        var file = try NPYHeader.text(tensor.dataType, tensor.shape)
        let bytes = tensor.bytes
        file.reserveCapacity(file.count + bytes.byteCount)
        for offset in 0..<bytes.byteCount { file.append(bytes.load(at: offset)) }
        return file
    }
}

/// Walks an array in row-major order, and says where in Fortran order each element lies.
private struct FortranWalk {
    private let lengths: [Int]
    private let strides: [Int]
    private var position: [Int]
    private var offset = 0

    init(_ shape: Shape) {
        self.lengths = shape.dimensions
        self.position = shape.dimensions.map { _ in 0 }
        var stride = 1
        var strides: [Int] = []
        for length in shape.dimensions {
            strides.append(stride)
            // Beside a length of 0 the others may be anything; nobody walks such an array.
            stride = stride.multipliedReportingOverflow(by: length).partialValue
        }
        self.strides = strides
    }

    mutating func next() -> Int {
        let current = self.offset
        for axis in self.lengths.indices.reversed() {
            self.position[axis] += 1
            self.offset += self.strides[axis]
            if self.position[axis] < self.lengths[axis] { break }
            self.offset -= self.strides[axis] * self.lengths[axis]
            self.position[axis] = 0
        }
        return current
    }
}
