package import AviaryCore

/// The probabilities of a logged prediction, a class each.
package struct LoggedScores: Sendable, Hashable {
    /// What the classes are called.
    package let classes: [String]
    /// Their probabilities, 0...1, which sum to 1.
    package let probabilities: [Double]
    /// The class that was said.
    package let predicted: Int

    /// Reads the probabilities out of a prediction's outputs.
    ///
    /// They are one row of at least two numbers of 0...1 that sum to 1 within 0.01: in the plan's output, or else in the first
    /// that is like that. The class that was said is the one of ``LoggedAnswer``, or of the greatest probability where that is
    /// no class of theirs. There are none where no output is like that.
    ///
    /// - Parameters:
    ///   - outputs: the list of tensors as the Open Inference Protocol has it.
    ///   - plan: which output is looked at.
    package init?(outputs: JSONValue, _ plan: LoggedAnswer.Plan = LoggedAnswer.Plan()) {
        guard case .array(let tensors) = outputs else { return nil }
        let rows = tensors.compactMap { tensor in Self.row(tensor).map { (tensor["name"], $0) } }
        let named = rows.first { $0.0 == plan.output.map { .string($0) } }
        guard let (name, row) = named ?? rows.first, case .string(let name)? = name else { return nil }
        let keys = tensors.first { $0["name"] == .string(name + ".keys") }
        self.classes = LoggedAnswer.classes(keys, count: row.count)
        self.probabilities = row
        let greatest = row.indices.max { row[$0] < row[$1] } ?? 0
        if case .category(let words)? = LoggedAnswer(outputs: outputs, plan) {
            self.predicted = self.classes.firstIndex { words.contains($0) } ?? greatest
        } else {
            self.predicted = greatest
        }
    }

    private static func row(_ tensor: JSONValue) -> [Double]? {
        guard case .array(let shape)? = tensor["shape"], case .array(let data)? = tensor["data"], data.count > 1,
            shape.count >= 2, shape.last == .integer(data.count)
        else { return nil }
        let row = data.compactMap { value -> Double? in
            guard case .number(let text) = value, let number = Double(text), (0...1).contains(number) else {
                return nil
            }
            return number
        }
        return row.count == data.count && (row.reduce(0, +) - 1).magnitude <= 0.01 ? row : nil
    }

    /// The class that a label names.
    ///
    /// - Parameter label: its name; 2.0 is the class 2.
    /// - Returns: its place; `nil` for one that is not known.
    package func place(of label: String) -> Int? {
        let plain = LoggedAnswer.plain(label)
        return self.classes.firstIndex { $0 == label || $0 == plain }
    }
}
