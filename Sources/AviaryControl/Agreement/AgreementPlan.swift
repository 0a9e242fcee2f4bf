/// When the outputs of two versions count as the same.
package struct AgreementPlan: Sendable, Hashable, Codable {
    /// When two tensors of an output count as the same.
    package enum Rule: Sendable, Hashable, Codable {
        /// Each row has its greatest score at the same class.
        case label
        /// Each number is as near as `absolute + relative * |stable's|`.
        case tolerance(absolute: Double, relative: Double)
        /// Of each row's `count` greatest scores at least a share of `atLeast` is of the same classes.
        case topK(count: Int, atLeast: Double)
        /// At least a share of `atLeast` of all boxes has a partner of the same class that it overlaps by `overlap` (IoU).
        case boxes(overlap: Double, atLeast: Double)
        /// The texts' edit distance is at most a share of `atMost` of the longer one.
        case text(atMost: Double)
        /// Byte for byte.
        case exact
        /// It is not looked at.
        case ignored
    }

    /// The rules by output; an output without one gets what fits its signature.
    package var rules: [String: Rule]

    /// Makes a plan.
    ///
    /// - Parameter rules: the rules by output.
    package init(rules: [String: Rule] = [:]) { self.rules = rules }
}
