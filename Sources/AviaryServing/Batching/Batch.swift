package import AviaryCore

/// Joining several requests' tensors along the first dimension, and parting the outputs again.
package enum Batch {
    /// Puts tensors of the same type one below the other.
    ///
    /// - Parameter tensors: at least one; equal but for the first dimension.
    /// - Returns: one tensor with all rows.
    /// - Complexity: O(bytes).
    package static func join(_ tensors: [Tensor]) -> Tensor {
        let rows = tensors.reduce(0) { $0 + $1.shape.dimensions[0] }
        let byteCount = tensors.reduce(0) { $0 + $1.range.count }
        var builder = StorageBuilder(capacity: byteCount)
        for tensor in tensors { builder.append(tensor.bytes) }
        return Tensor(
            unchecked: tensors[0].dataType,
            shape: tensors[0].shape.replacingFirst(with: rows),
            storage: builder.finish(),
            range: 0..<byteCount
        )
    }

    /// Cuts a tensor into parts by rows, without copying.
    ///
    /// - Parameters:
    ///   - tensor: the output of a joined run.
    ///   - rows: how many rows each part has.
    ///   - name: the output's name, for the error.
    /// - Returns: one tensor for each part.
    /// - Throws: ``AviaryError`` with code `modelFailed` when the first dimension is not the number of all rows: then
    ///   the model cannot be run on joined requests.
    /// - Complexity: O(parts), for BYTES O(elements).
    package static func split(_ tensor: Tensor, rows: [Int], name: String) throws(AviaryError) -> [Tensor] {
        let total = rows.reduce(0, +)
        guard tensor.shape.dimensions.first == total else {
            throw AviaryError(
                .modelFailed,
                "output '\(name)' has shape \(tensor.shape) for \(total) rows, so requests cannot be joined",
                remedy: "set 'batching: off' in the model's model.yaml"
            )
        }
        var parts: [Tensor] = []
        parts.reserveCapacity(rows.count)
        var offset = tensor.range.lowerBound
        var strings = StringElements()
        let perRow = tensor.shape.replacingFirst(with: 1).elementCount
        for count in rows {
            let end: Int
            if let size = tensor.dataType.byteCount {
                end = offset + count * perRow * size
            } else {
                var reached = offset - tensor.range.lowerBound
                for _ in 0..<count * perRow { reached = try strings.next(in: tensor.bytes)?.upperBound ?? reached }
                end = tensor.range.lowerBound + reached
            }
            parts.append(
                Tensor(
                    unchecked: tensor.dataType,
                    shape: tensor.shape.replacingFirst(with: count),
                    storage: tensor.storage,
                    range: offset..<end
                )
            )
            offset = end
        }
        return parts
    }
}
