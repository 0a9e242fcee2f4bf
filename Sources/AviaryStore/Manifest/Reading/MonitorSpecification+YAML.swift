package import AviaryControl
internal import AviaryCore
internal import Yams

extension ConfigurationChecker {
    /// What is watched at an endpoint.
    mutating func monitors(_ node: Node, _ path: String) -> [MonitorSpecification] {
        let expected = "a list such as [{measure: input.missing, above: 5 %, for: 5m}]"
        return (self.elements(node, path, expected: expected) ?? []).enumerated().compactMap { index, node in
            MonitorSpecification(node, "\(path)[\(index)]", &self)
        }
    }
}

extension MonitorSpecification {
    /// What each kind of monitor has beside what all have.
    private static let kinds: [(key: String, more: [String])] = [
        ("measure", ["feature", "quantile", "share", "above", "below", "awayFromReference", "falseAlarms", "window"]),
        ("drift", ["reference", "falseAlarms", "test", "window"]),
        ("absence", []),
    ]
    private static let common = ["name", "segment", "for", "keepFiring", "severity"]
    private static let maximumText = 128
    /// Times of a monitor: from none to a month.
    private static let times = Duration.zero...Duration.seconds(30 * 86_400)
    private static let windows = Duration.seconds(1)...Duration.seconds(30 * 86_400)

    /// Reads a monitor.
    ///
    /// | kind | further keys |
    /// | --- | --- |
    /// | `measure: NAME` | `feature`; `quantile: p99` or `share: WORD`; one of `above`, `below`, `awayFromReference`, `falseAlarms`; `window` (5m) |
    /// | `drift: inputs`, `predictions`, `concept` | `reference: version`, `{first: 1000}` or `{from: TIME, to: TIME}`; `falseAlarms` (1 per month); `test`; `window`, in requests (1000) |
    /// | `absence: 10m` | |
    ///
    /// Each may have `name`, `segment`, `for`, `keepFiring` and `severity`.
    fileprivate init?(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        guard case .mapping(let mapping) = node else {
            checker.note(path, expected: "a monitor such as {measure: input.missing, above: 5 %}", got: node)
            return nil
        }
        let given = Self.kinds.filter { kind in mapping.contains { $0.key.scalar?.string == kind.key } }
        guard let kind = given.first, given.count == 1 else {
            let known = Self.kinds.map(\.key).joined(separator: ", ")
            checker.note(path, "a monitor has one of \(known)", at: node)
            return nil
        }
        let before = checker.count
        guard let values = checker.section(node, path, keys: [kind.key] + kind.more + Self.common),
            let head = values[kind.key]
        else { return nil }
        let subject: Subject?
        switch kind.key {
        case "measure": subject = Self.measure(head, values, node, path, &checker)
        case "drift": subject = Drift(head, values, path, &checker).map { .drift($0) }
        default: subject = checker.duration(head, "\(path).absence", in: Self.windows).map { .absence($0) }
        }
        func text(_ key: String) -> String? {
            guard let node = values[key], let text = checker.text(node, "\(path).\(key)") else { return nil }
            if text.utf8.count > Self.maximumText {
                checker.note("\(path).\(key)", "has at most \(Self.maximumText) bytes", at: node)
            }
            return text
        }
        func time(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
            values[key].flatMap { checker.duration($0, "\(path).\(key)", in: range) }
        }
        let (name, segment) = (text("name"), text("segment"))
        let severity = values["severity"].flatMap { checker.word($0, "\(path).severity", Severity.self) }
        let (pending, keepFiring) = (time("for", in: Self.times), time("keepFiring", in: Self.times))
        let window = kind.key == "measure" ? time("window", in: Self.windows) : nil
        guard let subject, checker.count == before else { return nil }
        self.init(
            name: name ?? subject.usualName,
            subject: subject,
            segment: segment,
            window: window ?? .seconds(300),
            pending: pending ?? .zero,
            keepFiring: keepFiring ?? .zero,
            severity: severity ?? .warning
        )
    }

    private static func measure(
        _ head: Node,
        _ values: [String: Node],
        _ node: Node,
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) -> Subject? {
        guard let word = checker.text(head, "\(path).measure") else { return nil }
        guard let measure = Measure(rawValue: word) else {
            let suggestion = NearestWord.suggestion(for: word, among: Measure.allCases.map(\.rawValue))
            checker.note("\(path).measure", "unknown measure '\(shortened(word))'", remedy: suggestion, at: head)
            return nil
        }
        let feature = values["feature"].flatMap { checker.text($0, "\(path).feature") }
        let statistic = Statistic(measure, values, node, path, &checker)
        let bound = Bound(measure, values, node, path, &checker)
        guard let statistic, let bound else { return nil }
        return .measure(MeasureKey(measure, of: feature), statistic, bound)
    }
}

extension MonitorSpecification.Statistic {
    fileprivate init?(
        _ measure: Measure,
        _ values: [String: Node],
        _ node: Node,
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) {
        if let node = values["quantile"] {
            let quantile = node.scalar.flatMap { QuantileText.parse(Substring($0.string)) }
            guard measure.form == .number, let quantile, (0.0001...0.9999).contains(quantile) else {
                let words =
                    measure.form == .number ? "a quantile such as p99" : "none: '\(measure.rawValue)' is no number"
                checker.note("\(path).quantile", expected: words, got: node)
                return nil
            }
            self = .quantile(quantile)
        } else if let node = values["share"] {
            guard measure.form == .category, let word = checker.text(node, "\(path).share") else {
                checker.note("\(path).share", expected: "none: '\(measure.rawValue)' has no words", got: node)
                return nil
            }
            self = .share(of: word)
        } else {
            self = .mean
            guard measure.form == .category else { return }
            checker.note("\(path).share", "is missing", remedy: "say the share of which word is watched", at: node)
            return nil
        }
    }
}

extension MonitorSpecification.Bound {
    private static let keys = ["above", "below", "awayFromReference", "falseAlarms"]

    fileprivate init?(
        _ measure: Measure,
        _ values: [String: Node],
        _ node: Node,
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) {
        let given = Self.keys.filter { values[$0] != nil }
        guard let key = given.first, given.count == 1, let value = values[key] else {
            checker.note(path, "a measure is held against one of \(Self.keys.joined(separator: ", "))", at: node)
            return nil
        }
        let place = "\(path).\(key)"
        switch key {
        case "above":
            guard let number = Self.number(measure, value, place, &checker) else { return nil }
            self = .above(number)
        case "below":
            guard let number = Self.number(measure, value, place, &checker) else { return nil }
            self = .below(number)
        case "awayFromReference":
            guard let share = checker.fraction(value, place) else { return nil }
            guard share > 0 else {
                checker.note(place, expected: "a share above 0 such as 20 %", got: value)
                return nil
            }
            self = .awayFromReference(by: share)
        default:
            guard let accepted = MonitorSpecification.FalseAlarms(value, place, &checker) else { return nil }
            self = .learned(accepted)
        }
    }

    /// A number in the measure's unit; of seconds also as a duration.
    private static func number(
        _ measure: Measure,
        _ node: Node,
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) -> Double? {
        if measure.unit == "s", let text = node.scalar?.string, let time = try? DurationText.parse(text) {
            return time.seconds
        }
        return checker.fraction(node, path)
    }
}

extension MonitorSpecification.Drift {
    fileprivate init?(
        _ head: Node,
        _ values: [String: Node],
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) {
        guard let kind = checker.word(head, "\(path).drift", Kind.self) else { return nil }
        self.init(kind)
        if let node = values["reference"], let reference = Reference(node, "\(path).reference", &checker) {
            self.reference = reference
        }
        if let node = values["falseAlarms"],
            let accepted = MonitorSpecification.FalseAlarms(node, "\(path).falseAlarms", &checker)
        {
            self.falseAlarms = accepted
        }
        if let node = values["test"] { self.test = checker.text(node, "\(path).test") }
        if let node = values["window"], let window = checker.integer(node, "\(path).window", in: 10...10_000_000) {
            self.window = window
        }
    }
}

extension MonitorSpecification.Drift.Reference {
    fileprivate init?(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        if node.scalar?.string == "version" {
            self = .version
            return
        }
        let expected = "version, {first: 1000} or {from: 2026-07-01T00:00:00Z, to: 2026-07-08T00:00:00Z}"
        guard let values = checker.section(node, path, keys: ["first", "from", "to"], expected: expected) else {
            return nil
        }
        if let node = values["first"], values.count == 1 {
            guard let count = checker.integer(node, "\(path).first", in: 10...10_000_000) else { return nil }
            self = .first(count)
        } else if let from = values["from"], let to = values["to"], values.count == 2 {
            guard let start = checker.time(from, "\(path).from"), let end = checker.time(to, "\(path).to") else {
                return nil
            }
            guard start < end else {
                checker.note(path, "it ends after it begins", at: node)
                return nil
            }
            self = .window(from: start, to: end)
        } else {
            checker.note(path, "expected \(expected)", at: node)
            return nil
        }
    }
}

extension ConfigurationChecker {
    /// A point of time.
    fileprivate mutating func time(_ node: Node, _ path: String) -> Timestamp? {
        if let time = node.scalar.flatMap({ Timestamp(iso8601: $0.string) }) { return time }
        self.note(path, expected: "a time such as 2026-07-01T00:00:00Z", got: node)
        return nil
    }
}

extension MonitorSpecification.FalseAlarms {
    private static let periods: [(word: String, time: Duration)] = [
        ("hour", .seconds(3600)), ("day", .seconds(86_400)), ("week", .seconds(7 * 86_400)),
        ("month", .seconds(30 * 86_400)), ("year", .seconds(365 * 86_400)),
    ]

    /// Reads how many false alarms are accepted.
    ///
    /// - Parameter text: such as `1 per month` or `0.5 per 12h`; `nil` for anything else.
    package init?(text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 3, parts[1] == "per",
            let count = ConfigurationChecker.hundredths(parts[0]).map({ $0 * 100 }), (0.001...1000).contains(count),
            let exact = Double(parts[0])
        else { return nil }
        let period = Self.periods.first { $0.word == parts[2] }?.time ?? (try? DurationText.parse(String(parts[2])))
        guard let period, (Duration.seconds(60)...ConfigurationChecker.longest * 10).contains(period) else {
            return nil
        }
        self.init(count: exact, per: period)
    }

    fileprivate init?(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        guard let accepted = Self(text: node.scalar?.string ?? "") else {
            checker.note(
                path,
                expected: "a number of 0.001 to 1000 in a time, such as 1 per month or 2 per 12h",
                got: node
            )
            return nil
        }
        self = accepted
    }

    /// As it is read.
    var text: String {
        let period = Self.periods.first { $0.time == self.period }?.word ?? DurationText.print(self.period)
        return "\(self.count) per \(period)"
    }
}
