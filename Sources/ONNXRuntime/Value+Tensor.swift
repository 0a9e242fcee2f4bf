internal import AviaryCore
internal import CONNXRuntime

extension Value {
    /// Turns a tensor of the runtime's into ours, without copying numbers.
    ///
    /// - Parameter inputs: the run's inputs; a model may hand one of them through, and that one is copied.
    /// - Returns: the tensor; it keeps the runtime's memory alive.
    /// - Throws: when the runtime fails, or the type is one that the protocol cannot carry.
    consuming func tensor(given inputs: [Tensor]) throws(RuntimeError) -> Tensor {
        let (element, shape) = try self.elementTypeAndShape()
        guard let dataType = element.dataType else {
            throw RuntimeError(.unsupportedType, "the model gave a tensor of \(element)")
        }
        guard let size = dataType.byteCount else { return try self.strings(shape) }
        let (byteCount, overflows) = shape.elementCount.multipliedReportingOverflow(by: size)
        guard !overflows else { throw RuntimeError(.fail, "the model gave a tensor of more than 2^63 bytes") }

        let functions = self.session.functions
        var data: UnsafeMutableRawPointer?
        try unsafe functions.check(functions.table.pointee.GetTensorMutableData(self.pointer, &data))
        // A tensor without elements may have no memory.
        guard unsafe data != nil || byteCount == 0 else {
            throw RuntimeError(.fail, "the model gave a tensor without memory")
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: data, count: byteCount)
        let storage =
            if inputs.contains(where: { unsafe $0.overlaps(bytes) }) {
                TensorStorage(byteCount: byteCount) { span in
                    unsafe span.write(copying: bytes.bytes)
                }
            } else {
                unsafe TensorStorage(referringTo: bytes, ownedBy: ValueOwner(self))
            }
        return Tensor(unchecked: dataType, shape: shape, storage: storage, range: 0..<byteCount)
    }

    private func elementTypeAndShape() throws(RuntimeError) -> (ElementType, Shape) {
        let functions = self.session.functions
        var element: Int32 = 0
        if let elementTypeAndShape = unsafe functions.elementTypeAndShape {
            var lengths: UnsafePointer<Int64>?
            var rank = 0
            try unsafe functions.check(elementTypeAndShape(self.pointer, &element, &lengths, &rank))
            let dimensions = unsafe UnsafeBufferPointer(start: lengths, count: rank)
            return (ElementType(rawValue: element) ?? .undefined, try unsafe Value.shape(dimensions))
        }
        let api = unsafe functions.table
        let info = unsafe Handle(
            try functions.object { unsafe api.pointee.GetTensorTypeAndShape(self.pointer, &$0) },
            api.pointee.ReleaseTensorTypeAndShapeInfo
        )
        try unsafe functions.check(api.pointee.GetTensorElementType(info.pointer, &element))
        let rank = try unsafe functions.count { unsafe api.pointee.GetDimensionsCount(info.pointer, &$0) }
        let shape = try unsafe withUnsafeTemporaryAllocation(
            of: Int64.self,
            capacity: rank
        ) { lengths throws(RuntimeError) in
            unsafe lengths.initialize(repeating: 0)
            try unsafe functions.check(api.pointee.GetDimensions(info.pointer, lengths.baseAddress, rank))
            return try unsafe Value.shape(UnsafeBufferPointer(lengths))
        }
        return (ElementType(rawValue: element) ?? .undefined, shape)
    }

    private static func shape(_ lengths: UnsafeBufferPointer<Int64>) throws(RuntimeError) -> Shape {
        let dimensions = unsafe [Int](unsafeUninitializedCapacity: lengths.count) { target, count in
            for index in lengths.indices {
                unsafe target.initializeElement(at: index, to: Int(lengths[index]))
            }
            count = lengths.count
        }
        do { return try Shape(dimensions) } catch { throw RuntimeError(.fail, error.message) }
    }

    private func strings(_ shape: Shape) throws(RuntimeError) -> Tensor {
        let functions = self.session.functions
        let api = unsafe functions.table
        let count = shape.elementCount
        let total = try unsafe functions.count { unsafe api.pointee.GetStringTensorDataLength(self.pointer, &$0) }
        // The content has no terminators: each string ends where the next begins.
        let content = UnsafeMutableRawBufferPointer.allocate(byteCount: total, alignment: 1)
        defer { unsafe content.deallocate() }
        var starts = [Int](repeating: total, count: count + 1)
        try unsafe functions.check(
            api.pointee.GetStringTensorContent(self.pointer, content.baseAddress, total, &starts, count)
        )
        for index in 0..<count where starts[index + 1] - starts[index] > Int(UInt32.max) {
            throw RuntimeError(.fail, "a string of the output has 4 GiB or more")
        }
        let byteCount = 4 * count + total
        let storage = TensorStorage(byteCount: byteCount) { span in
            for index in 0..<count {
                span.write(UInt32(starts[index + 1] - starts[index]).littleEndian)
                unsafe span.write(copying: content.bytes.extracting(starts[index]..<starts[index + 1]))
            }
        }
        return Tensor(unchecked: .bytes, shape: shape, storage: storage, range: 0..<byteCount)
    }
}

extension Tensor {
    /// Whether memory is a part of this tensor's.
    fileprivate func overlaps(_ memory: UnsafeRawBufferPointer) -> Bool {
        unsafe self.storage.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, let other = memory.baseAddress else { return false }
            return unsafe other < start + bytes.count && start < other + memory.count
        }
    }
}
