package import AviaryCore

extension AgreementPlan {
    /// Compares what two versions have answered to the same request.
    ///
    /// - Parameters:
    ///   - stable: stable's outputs.
    ///   - candidate: the candidate's.
    /// - Returns: how each output compares; one that only one of them has is a disagreement.
    /// - Complexity: O(elements); texts and boxes cost more, up to a bound.
    package func compare(stable: [NamedTensor], candidate: [NamedTensor]) -> AgreementResult {
        let names = Set(stable.map(\.name))
        var outputs = stable.map { output in
            let rule = self.rule(for: output.name, output.tensor, among: names)
            var difference: Difference?
            if rule == .ignored {
                difference = nil
            } else if let other = candidate.first(where: { $0.name == output.name }) {
                let pair = TensorPair(stable: output.tensor, candidate: other.tensor)
                difference =
                    if case .boxes(let overlap, let atLeast) = rule {
                        BoxSet.difference(output.name, stable, candidate, overlap: overlap, atLeast: atLeast)
                    } else {
                        pair.difference(by: rule)
                    }
            } else {
                difference = Difference(1, "the candidate has no such output")
            }
            return AgreementResult.Output(
                name: output.name,
                score: difference?.score ?? 0,
                difference: difference?.words
            )
        }
        for output in candidate where !names.contains(output.name) && self.rules[output.name] != .ignored {
            outputs.append(.init(name: output.name, score: 1, difference: "stable has no such output"))
        }
        return AgreementResult(outputs: outputs)
    }
}
