internal import AviaryCore
internal import CONNXRuntime

extension Session {
    /// Makes a value that refers to a tensor's memory; both must not outlive the tensor.
    func value(lending tensor: Tensor) throws(RuntimeError) -> OpaquePointer {
        let functions = self.functions
        let memory = unsafe self.environment.memory.pointer
        return try unsafe tensor.withUnsafeBytes { bytes throws(RuntimeError) in
            try unsafe tensor.shape.withUnsafeLengths { lengths throws(RuntimeError) in
                try unsafe functions.object {
                    unsafe functions.table.pointee.CreateTensorWithDataAsOrtValue(
                        memory,
                        // Inputs are only read; the function's type does not say so.
                        UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                        bytes.count,
                        lengths.baseAddress,
                        lengths.count,
                        ElementType(tensor.dataType).rawValue,
                        &$0
                    )
                }
            }
        }
    }

    /// Makes a value with copies of a tensor's strings; they may have zero bytes inside.
    func stringValue(_ tensor: Tensor) throws(RuntimeError) -> OpaquePointer {
        let functions = self.functions
        let api = unsafe functions.table
        let allocator = unsafe self.environment.allocator
        let pointer = try unsafe tensor.shape.withUnsafeLengths { lengths throws(RuntimeError) in
            try unsafe functions.object {
                unsafe api.pointee.CreateTensorAsOrtValue(
                    allocator,
                    lengths.baseAddress,
                    lengths.count,
                    ElementType.string.rawValue,
                    &$0
                )
            }
        }
        do throws(RuntimeError) {
            let bytes = tensor.bytes
            var elements = StringElements()
            for index in 0..<tensor.shape.elementCount {
                guard let range = try Session.next(&elements, in: bytes) else {
                    throw RuntimeError(
                        .invalidArgument,
                        "BYTES of shape \(tensor.shape) has \(tensor.shape.elementCount) elements, got \(index)"
                    )
                }
                var target: UnsafeMutablePointer<CChar>?
                try unsafe functions.check(
                    api.pointee.GetResizedStringTensorElementBuffer(pointer, index, range.count, &target)
                )
                unsafe bytes.extracting(range).withUnsafeBytes { source in
                    unsafe UnsafeMutableRawBufferPointer(start: target, count: range.count).copyMemory(from: source)
                }
            }
        } catch {
            unsafe api.pointee.ReleaseValue(pointer)
            throw error
        }
        return unsafe pointer
    }

    private static func next(
        _ elements: inout StringElements,
        in bytes: RawSpan
    ) throws(RuntimeError) -> Range<Int>? {
        do { return try elements.next(in: bytes) } catch { throw RuntimeError(.invalidArgument, error.message) }
    }
}

extension Tensor {
    /// Whether each element lies at a multiple of its size, as kernels expect.
    var isAligned: Bool {
        guard let size = self.dataType.byteCount else { return true }
        return unsafe self.withUnsafeBytes { bytes in Int(bitPattern: bytes.baseAddress) % size == 0 }
    }

    /// The same elements in memory of their own.
    func copy() -> Tensor {
        let storage = TensorStorage(byteCount: self.range.count) { span in span.write(copying: self.bytes) }
        return Tensor(unchecked: self.dataType, shape: self.shape, storage: storage, range: 0..<storage.byteCount)
    }

    /// Lends the elements to C; they stay where they are as long as the storage lives.
    fileprivate func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe self.bytes.withUnsafeBytes(body)
    }
}

extension Shape {
    /// Lends the lengths to C, whose type for them is of the same size.
    fileprivate func withUnsafeLengths<Result>(
        _ body: (UnsafeBufferPointer<Int64>) throws(RuntimeError) -> Result
    ) throws(RuntimeError) -> Result {
        try unsafe self.dimensions.withUnsafeBufferPointer { lengths throws(RuntimeError) in
            try unsafe lengths.withMemoryRebound(to: Int64.self) { lengths throws(RuntimeError) in
                try unsafe body(lengths)
            }
        }
    }
}
