internal import AviaryCore
internal import AviaryStatistics

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
            if let problem = drift.testProblem { problems.append("monitors: '\(self.name)' \(problem)") }
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

extension MonitorSpecification.Drift {
    /// The tests that live traffic is compared by: those that have a rate of false alarms.
    private static let liveTests = TwoSampleTest.allCases.filter { $0.outcome == .pValue }

    /// The test that is asked for; `nil` where none is, or none that live traffic is compared by.
    var liveTest: TwoSampleTest? {
        self.test.flatMap { name in Self.liveTests.first { $0.rawValue == name } }
    }

    /// Why the test that is asked for cannot be.
    fileprivate var testProblem: String? {
        guard let test else { return nil }
        if self.kind == .concept {
            return "names the test '\(test)'; a change of concept is found by the e-detector alone, leave 'test' out"
        }
        guard self.liveTest == nil else { return nil }
        let known = Self.liveTests.map(\.rawValue)
        let names = known.joined(separator: ", ")
        if TwoSampleTest(rawValue: test) != nil {
            return "names '\(test)', a distance without a p-value, which has no rate of false alarms; "
                + "name one of \(names)"
        }
        return "names the test '\(test.prefix(40))'; " + NearestWord.suggestion(for: test, among: known)
    }
}
