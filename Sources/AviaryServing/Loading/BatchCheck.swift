internal import AviaryCore

/// Tries whether requests for a model may be joined: whether each row's outputs depend on that row alone.
///
/// No signature says so. A model that normalises over its batch has a free first dimension as well, and joining requests
/// would quietly change its answers. So two rows are run alone and together, and the outputs are compared.
struct BatchCheck {
    /// How far joined outputs may lie from single ones, relative to the larger of 1 and the number: sums are taken in
    /// another order when there are more rows.
    static let tolerance = 1e-3

    /// What the check found.
    enum Finding {
        /// Requests may be joined.
        case independent
        /// They may not, or it is not known that they may.
        case notJoinable(reason: String)
    }

    /// Checks a model.
    ///
    /// - Parameter backend: runs the model.
    /// - Returns: the finding; a failing run is a reason not to join.
    static func examine(_ backend: any Backend) -> Finding {
        let signature = backend.signature
        for tensor in signature.inputs + signature.outputs {
            guard case .free = tensor.dimensions?.first else {
                return .notJoinable(reason: "the first dimension of '\(tensor.name)' is not free")
            }
        }
        guard !signature.inputs.isEmpty else { return .notJoinable(reason: "the model has no inputs") }
        do throws(AviaryError) {
            var sample = SampleInput(seed: 1)
            var warmUp = ModelConfiguration.WarmUp()
            warmUp.fill = .random
            let all = Array(signature.outputs.indices)
            let first = try sample.tensors(for: signature, warmUp, rows: 1)
            let second = try sample.tensors(for: signature, warmUp, rows: 1)
            let joined = zip(first, second).map { Batch.join([$0, $1]) }
            let alone = [
                try backend.run(first, outputs: all, control: nil), try backend.run(second, outputs: all, control: nil),
            ]
            let together = try backend.run(joined, outputs: all, control: nil)
            for index in all {
                let name = signature.outputs[index].name
                let parts = try Batch.split(together[index], rows: [1, 1], name: name)
                for row in 0..<2 where !parts[row].isClose(to: alone[row][index]) {
                    return .notJoinable(reason: "output '\(name)' of a row depends on the other rows")
                }
            }
            return .independent
        } catch {
            return .notJoinable(reason: error.message)
        }
    }
}

extension Tensor {
    /// Whether two tensors have the same shape and, but for rounding, the same elements.
    fileprivate func isClose(to other: Tensor) -> Bool {
        guard self.shape == other.shape, self.dataType == other.dataType else { return false }
        switch self.dataType {
        case .float32:
            return zip(self.values(as: Float.self), other.values(as: Float.self)).allSatisfy {
                near(Double($0), Double($1))
            }
        case .float64:
            return zip(self.values(as: Double.self), other.values(as: Double.self)).allSatisfy { near($0, $1) }
        default:
            let (mine, theirs) = (self.bytes, other.bytes)
            guard mine.byteCount == theirs.byteCount else { return false }
            return (0..<mine.byteCount).allSatisfy { mine.load(at: $0, as: UInt8.self) == theirs.load(at: $0) }
        }
    }
}

private func near(_ first: Double, _ second: Double) -> Bool {
    if first.isNaN || second.isNaN { return first.isNaN && second.isNaN }
    return first == second || abs(first - second) <= BatchCheck.tolerance * max(1, abs(first), abs(second))
}
