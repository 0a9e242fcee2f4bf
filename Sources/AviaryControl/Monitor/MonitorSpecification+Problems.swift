internal import AviaryCore

extension MonitorSpecification {
    /// How far back measures are remembered: windows cannot be longer.
    package static let longestWindow = Duration.seconds(6 * 3600)

    /// Everything that cannot be as it is, in a sentence each behind the key that it is about.
    var problems: [String] {
        var problems: [String] = []
        switch self.subject {
        case .measure(let key, _, _):
            if self.segment != nil, key.measure.gauge != nil {
                problems.append(
                    "monitors: '\(self.name)' watches \(key.measure.rawValue), which is not told apart by a segment"
                )
            }
            if self.window > Self.longestWindow {
                let longest = DurationText.print(Self.longestWindow)
                problems.append(
                    "monitors: the window of '\(self.name)' is longer than the \(longest) that are remembered"
                )
            }
        case .drift(let drift):
            if self.segment != nil {
                problems.append("monitors: '\(self.name)' watches drift, which is not told apart by a segment")
            }
            if let test = drift.test {
                problems.append(
                    "monitors: '\(self.name)' names the test '\(test)'; live traffic is compared by ks and chi-square, by type"
                )
            }
            if case .window = drift.reference {
                problems.append(
                    "monitors: '\(self.name)' names a stretch of time; pin it as the version's profile instead"
                )
            }
        case .absence:
            if self.segment != nil {
                problems.append("monitors: '\(self.name)' watches absence, which is not told apart by a segment")
            }
        }
        return problems
    }
}
