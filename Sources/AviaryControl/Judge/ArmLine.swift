package import AviaryCore
package import AviaryStatistics

/// A line of numbers to judge: `stable,VALUE` or `candidate,VALUE`.
package struct ArmLine: Sendable, Hashable {
    /// Where the number comes from.
    package let arm: Arm
    /// The number.
    package let value: Double

    /// Reads a line.
    ///
    /// - Parameters:
    ///   - line: the line, without its end.
    ///   - kind: what the numbers are judged by; those of a rate are 0 or 1.
    /// - Throws: `AviaryError` that says what was expected and what came.
    package init(_ line: some StringProtocol, for kind: MetricPlan.Kind) throws(AviaryError) {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimming(" ") }
        let arms: [Substring: Arm] = ["stable": .control, "candidate": .treatment]
        guard fields.count == 2, let arm = arms[fields[0]] else {
            throw AviaryError(
                .invalidArgument,
                "expected 'stable,VALUE' or 'candidate,VALUE', got '\(line.prefix(100))'"
            )
        }
        guard let value = Double(fields[1]), value.isFinite else {
            throw AviaryError(
                .invalidArgument,
                "expected a finite number after the comma, got '\(fields[1].prefix(100))'"
            )
        }
        guard kind != .rate || value == 0 || value == 1 else {
            throw AviaryError(
                .invalidArgument,
                "a rate is of 0 and 1, where 1 is bad, got '\(fields[1])'",
                remedy: "for other numbers there are --kind mean and --kind quantile"
            )
        }
        self.arm = arm
        self.value = value
    }
}

extension StringProtocol {
    fileprivate func trimming(_ character: Character) -> Substring {
        let head = self.drop { $0 == character }
        let length = head.reversed().drop { $0 == character }.count
        return Substring(head.prefix(length))
    }
}
