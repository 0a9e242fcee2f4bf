internal import AviaryCore

extension AgreementPlan {
    /// The rule for an output that has none of its own, by its tensor.
    ///
    /// - Strings: those that are short and one a row are labels, and compared whole; others are texts, and a tenth may differ.
    /// - Whole numbers and truth values: byte for byte.
    /// - Numbers with a fraction of which each row lies in 0...1 and sums to 1 are probabilities: the greatest one counts.
    /// - An output whose name ends in `boxes`, with four numbers a row, is one of boxes, matched by place and class whatever their
    ///   order; outputs `scores`, `classes` and `labels` beside it are then not looked at by themselves, because their
    ///   order is that of the boxes.
    /// - All others may differ by a thousandth.
    ///
    /// - Parameters:
    ///   - name: the output's name.
    ///   - tensor: what stable has answered.
    ///   - names: the names of all outputs.
    /// - Returns: the rule.
    func rule(for name: String, _ tensor: Tensor, among names: Set<String>) -> Rule {
        if let rule = self.rules[name] { return rule }
        if BoxSet.isBoxes(name), tensor.rowLength == 4, tensor.shape.rank >= 2, tensor.dataType.isFloat {
            return .boxes(overlap: 0.5, atLeast: 0.9)
        }
        if BoxSet.siblings.contains(where: name.hasSuffix), names.contains(BoxSet.boxes(beside: name)) {
            return .ignored
        }
        if tensor.dataType == .bytes {
            let isLabel = tensor.hasOneElementARow && tensor.byteStrings().allSatisfy { $0.count <= Self.longestLabel }
            return isLabel ? .exact : .text(atMost: 0.1)
        }
        guard tensor.dataType.isFloat, let numbers = tensor.numbers() else { return .exact }
        return Self.areProbabilities(numbers, rowLength: tensor.rowLength)
            ? .label : .tolerance(absolute: 1e-3, relative: 1e-3)
    }

    private static let longestLabel = 64

    private static func areProbabilities(_ numbers: [Double], rowLength: Int) -> Bool {
        guard rowLength >= 2, !numbers.isEmpty else { return false }
        for start in stride(from: 0, to: numbers.count, by: rowLength) {
            var sum = 0.0
            for number in numbers[start..<start + rowLength] {
                guard (0...1).contains(number) else { return false }
                sum += number
            }
            guard abs(sum - 1) < 1e-2 else { return false }
        }
        return true
    }
}
