package import AviaryCore

extension OutputMeasures {
    /// Looks at a version's outputs.
    ///
    /// Empty is an output that has no elements, only strings without a byte, or a number that is not finite. Every number is
    /// looked at: that costs a small part of what it costs to send it.
    ///
    /// Confidence and class are those of the first row of the first output that holds probabilities, as `Probability` tells
    /// them. The class is, in this order:
    ///
    /// 1. the name that `labels` has for the greatest probability's index;
    /// 2. what the first output of integers, truth values or strings says that has one element a row, by its name in
    ///    `labels` if it has one;
    /// 3. that index.
    ///
    /// - Parameters:
    ///   - outputs: the tensors as the model gave them.
    ///   - labels: names of an output's classes, by the output's name.
    /// - Complexity: O(bytes).
    package init(outputs: [NamedTensor], labels: [String: [String]]) {
        self.init()
        var best: (index: Int, output: String)?
        var said: String?
        for output in outputs {
            let tensor = output.tensor
            if !self.isEmpty { self.isEmpty = tensor.isBlank || !tensor.isFinite }
            if best == nil, let found = Probability(tensor, isNamed: output.isProbabilityByName) {
                self.confidence = found.value
                best = (found.index, output.name)
            } else if said == nil, tensor.hasOneElementPerRow {
                said = tensor.word(at: 0, names: labels[output.name])
            }
        }
        let name = best.flatMap { best -> String? in
            guard let names = labels[best.output], names.indices.contains(best.index) else { return nil }
            return bounded(names[best.index])
        }
        self.label = name ?? said ?? best.map { String($0.index) }
    }
}
