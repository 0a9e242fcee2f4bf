internal import AviaryCore

extension ServedOutput {
    /// Makes the tensor of a reply.
    ///
    /// - Parameter output: what the model gave.
    /// - Returns: the tensor.
    /// - Throws: when the output is not what the model declared, or has no form as a tensor.
    func tensor(from output: Output) throws(RuntimeError) -> Tensor {
        switch (self.form, output) {
        case (.tensor, .tensor(let tensor)):
            return tensor
        case (.stack, .sequence(let elements)):
            var tensors: [Tensor] = []
            for element in elements {
                guard case .tensor(let tensor) = element else { throw ServedOutput.undeclared }
                tensors.append(tensor)
            }
            return try self.stack(tensors)
        case (.values, .sequence(let elements)):
            return try self.stack(try ServedOutput.rows(elements).values, emptyShape: [0, 0])
        case (.keys, .sequence(let elements)):
            let keys = try ServedOutput.rows(elements).keys
            if let first = keys.first { return first }
            return try self.stack([], emptyShape: [0])
        default:
            throw ServedOutput.undeclared
        }
    }

    private static var undeclared: RuntimeError {
        RuntimeError(.fail, "the model gave another kind of value than it declares")
    }

    /// The keys and values of maps that have the same keys.
    private static func rows(_ elements: [Output]) throws(RuntimeError) -> (keys: [Tensor], values: [Tensor]) {
        var keys: [Tensor] = []
        var values: [Tensor] = []
        for (row, element) in elements.enumerated() {
            guard case .map(let rowKeys, let rowValues) = element else { throw ServedOutput.undeclared }
            if let first = keys.first {
                guard first.shape == rowKeys.shape, first.bytes.isEqual(to: rowKeys.bytes) else {
                    throw RuntimeError(.fail, "maps with different keys are not served, row \(row) differs from row 0")
                }
            }
            keys.append(rowKeys)
            values.append(rowValues)
        }
        return (keys, values)
    }

    /// Puts tensors of one shape on one another.
    private func stack(_ tensors: [Tensor], emptyShape: Shape? = nil) throws(RuntimeError) -> Tensor {
        guard let first = tensors.first else { return try self.empty(emptyShape) }
        var byteCount = 0
        for (index, tensor) in tensors.enumerated() {
            guard tensor.shape == first.shape else {
                throw RuntimeError(
                    .fail,
                    "tensors of different shapes are not served, number \(index) is \(tensor.shape), number 0 "
                        + "\(first.shape)"
                )
            }
            byteCount += tensor.bytes.byteCount
        }
        let storage = TensorStorage(byteCount: byteCount) { span in
            for tensor in tensors { span.write(copying: tensor.bytes) }
        }
        let shape = try ServedOutput.shape([tensors.count] + first.shape.dimensions)
        return Tensor(unchecked: first.dataType, shape: shape, storage: storage, range: 0..<byteCount)
    }

    private func empty(_ shape: Shape?) throws(RuntimeError) -> Tensor {
        let declared = self.signature.dimensions?.dropFirst().map { dimension in
            if case .fixed(let length) = dimension { length } else { 0 }
        }
        let shape = if let shape { shape } else { try ServedOutput.shape([0] + (declared ?? [])) }
        let storage = TensorStorage(byteCount: 0) { _ in }
        return Tensor(unchecked: self.signature.dataType, shape: shape, storage: storage, range: 0..<0)
    }

    private static func shape(_ dimensions: [Int]) throws(RuntimeError) -> Shape {
        do { return try Shape(dimensions) } catch { throw RuntimeError(.fail, error.message) }
    }
}

extension RawSpan {
    /// Whether two spans have the same bytes.
    fileprivate func isEqual(to other: RawSpan) -> Bool {
        guard self.byteCount == other.byteCount else { return false }
        for offset in 0..<self.byteCount
        where self.load(at: offset, as: UInt8.self) != other.load(at: offset, as: UInt8.self) {
            return false
        }
        return true
    }
}
