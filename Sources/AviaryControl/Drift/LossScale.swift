/// Turns errors into losses of 0...1.
///
/// A class is right, 0, or wrong, 1. A number's loss is its error over the scale, at most 1, and the scale is twice the 95 %
/// quantile of the errors of the reference (the least error that at least 95 % do not exceed): so nearly all losses before a
/// change lie in the lower half, and there is room above them for errors that grow. Where that quantile is 0, any error is 1.
package struct LossScale: Sendable, Hashable {
    /// The error whose loss is 1; `nil` where no numbers are predicted.
    package let greatest: Double?

    /// Learns the scale.
    ///
    /// - Parameter reference: how wrong the first predictions were.
    /// - Complexity: O(n log n).
    package init(reference: some Sequence<JoinedLabel>) {
        let errors = reference.filter(\.isNumber).map(\.error).sorted()
        guard !errors.isEmpty else {
            self.greatest = nil
            return
        }
        let place = Int((0.95 * Double(errors.count)).rounded(.up)) - 1
        self.greatest = 2 * errors[max(0, min(place, errors.count - 1))]
    }

    /// How much an error counts.
    ///
    /// - Parameter label: how wrong a prediction was.
    /// - Returns: 0...1.
    package func loss(_ label: JoinedLabel) -> Double {
        guard label.isNumber else { return min(1, max(0, label.error)) }
        guard let greatest, greatest > 0 else { return label.error > 0 ? 1 : 0 }
        return min(1, label.error / greatest)
    }
}
