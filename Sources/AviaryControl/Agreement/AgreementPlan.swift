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

    /// Everything that cannot be as it is, in a sentence each.
    package var problems: [String] {
        self.rules.sorted { $0.key < $1.key }.compactMap { name, rule in
            rule.problem.map { "agreement: output '\(name)': \($0)" }
        }
    }
}

extension AgreementPlan.Rule {
    /// What cannot be as it is; `nil` if all can.
    fileprivate var problem: String? {
        switch self {
        case .tolerance(let absolute, let relative):
            let areRight = absolute >= 0 && relative >= 0 && absolute.isFinite && relative.isFinite
            return areRight ? nil : "tolerances are finite and not negative, got \(absolute) and \(relative)"
        case .topK(let count, _) where count < 1: return "the greatest are at least 1, got \(count)"
        case .topK(_, let share), .text(let share): return Self.problem(ofShare: share)
        case .boxes(let overlap, let share): return Self.problem(ofShare: overlap) ?? Self.problem(ofShare: share)
        case .label, .exact, .ignored: return nil
        }
    }

    private static func problem(ofShare share: Double) -> String? {
        (0...1).contains(share) ? nil : "a share is of 0...1, got \(share)"
    }
}
