package import AviaryCore

extension AgreementPlan {
    /// Compares what two versions have answered to the same request.
    ///
    /// - Parameters:
    ///   - stable: stable's outputs.
    ///   - candidate: the candidate's.
    /// - Returns: how each of stable's outputs compares; one that the candidate does not have is a disagreement, and what it
    ///   has beside them is nobody's loss.
    /// - Complexity: O(elements); texts and boxes cost more, up to a bound.
    package func compare(stable: [NamedTensor], candidate: [NamedTensor]) -> AgreementResult {
        let names = Set(stable.map(\.name))
        let outputs = stable.map { output in
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
        return AgreementResult(outputs: outputs)
    }
}
