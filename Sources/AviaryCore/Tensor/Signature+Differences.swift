extension Signature {
    /// What keeps a model of this signature from taking a stable one's place.
    ///
    /// It can where it takes every request that stable takes, and gives every output that stable gives, with the same type
    /// and as many dimensions. So a free dimension may not become fixed, and there are no further inputs; further outputs
    /// are welcome.
    ///
    /// - Parameter stable: what clients rely on.
    /// - Returns: a sentence for each tensor that differs; none where nothing does.
    package func differences(from stable: Signature) -> [String] {
        var differences: [String] = []
        for known in stable.inputs {
            let mine = self.inputs.first { $0.name == known.name }
            if mine.map({ !$0.takesAll(of: known) }) ?? true {
                differences.append(
                    "input '\(known.name)': stable takes \(known.text), "
                        + (mine.map { "the candidate \($0.text)" } ?? "the candidate has no such input")
                )
            }
        }
        for mine in self.inputs where !stable.inputs.contains(where: { $0.name == mine.name }) {
            differences.append("input '\(mine.name)': the candidate needs \(mine.text), stable has no such input")
        }
        if differences.isEmpty { differences = self.newTies(stable) }
        for known in stable.outputs {
            let mine = self.outputs.first { $0.name == known.name }
            if mine.map({ !$0.isLike(known) }) ?? true {
                differences.append(
                    "output '\(known.name)': stable gives \(known.text), "
                        + (mine.map { "the candidate \($0.text)" } ?? "the candidate has no such output")
                )
            }
        }
        return differences
    }

    /// Dimensions that a request's check holds to one length here, and not in stable.
    ///
    /// - Parameter stable: has the same inputs.
    /// - Returns: a sentence for each.
    private func newTies(_ stable: Signature) -> [String] {
        // What one input ties within itself is left to the model where it has no other.
        guard self.inputs.count > 1 else { return [] }
        var first: [String: (input: String, known: TensorSignature.Dimension)] = [:]
        var differences: [String] = []
        for mine in self.inputs {
            guard let known = stable.inputs.first(where: { $0.name == mine.name })?.dimensions else { continue }
            for (dimension, known) in zip(mine.dimensions ?? [], known) {
                guard case .free(let symbol?) = dimension else { continue }
                guard let earlier = first[symbol] else {
                    first[symbol] = (mine.name, known)
                    continue
                }
                guard known == .free(symbol: nil) || known != earlier.known else { continue }
                differences.append(
                    "input '\(mine.name)': the candidate wants '\(symbol)' as long as in input '\(earlier.input)', stable "
                        + "does not"
                )
            }
        }
        return differences
    }
}

extension TensorSignature {
    /// Type and shape, as in `FP32 [-1, 4]`.
    fileprivate var text: String {
        guard self.dimensions != nil else { return "\(self.dataType.rawValue) of any shape" }
        return "\(self.dataType.rawValue) [\(self.protocolShape.map(String.init).joined(separator: ", "))]"
    }

    /// Whether every tensor that the other one takes fits, ties between dimensions aside.
    fileprivate func takesAll(of other: TensorSignature) -> Bool {
        guard self.dataType == other.dataType else { return false }
        guard let mine = self.dimensions else { return true }
        guard let theirs = other.dimensions, mine.count == theirs.count else { return false }
        return zip(mine, theirs).allSatisfy { mine, theirs in
            if case .free = mine { true } else { mine == theirs }
        }
    }

    /// Whether an output may stand for another: same type, as many dimensions.
    fileprivate func isLike(_ other: TensorSignature) -> Bool {
        guard self.dataType == other.dataType else { return false }
        return other.dimensions == nil || self.dimensions?.count == other.dimensions?.count
    }
}
