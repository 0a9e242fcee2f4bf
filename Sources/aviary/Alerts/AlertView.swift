import AviaryCore

/// An alert as the server tells of it, as a person reads it.
struct AlertView {
    private let json: JSONValue

    /// Takes what a server said of an alert.
    init(_ json: JSONValue) { self.json = json }

    private func text(_ name: String) -> String { self.json[name]?.text ?? "" }

    /// Everything in one line.
    var headline: String {
        "\(self.text("id").printable): \(self.text("subject").printable) is \(self.text("state").printable): "
            + self.text("summary").printable
    }

    /// A row of a list.
    var row: [Table.Cell] {
        let person = self.json["acknowledged"]?["by"]?.text.map { " (\($0))" } ?? ""
        return [
            .init(self.text("id")), .init(self.text("severity"), self.severityStyle),
            .init(self.text("state") + person, self.stateStyle), .init(self.text("subject")),
            .init(RolloutView.time(self.json["since"]), .faint), .init(self.text("summary")),
        ]
    }

    /// The whole view.
    var text: String {
        let state = self.text("state").printable
        var lines = [
            "\(Style.strong(self.text("subject").printable))  \(self.stateStyle?(state) ?? state)",
            Style.faint("alert \(self.text("id").printable), \(self.text("severity").printable)"),
            "",
            self.text("summary").printable,
        ]
        lines += self.facts.text.split(separator: "\n").map { "  \($0)" }
        if let acknowledged = self.json["acknowledged"], let by = acknowledged["by"]?.text {
            let comment = acknowledged["comment"]?.text ?? ""
            lines.append("  \(by.printable) takes care of it" + (comment.isEmpty ? "" : ": \(comment.printable)"))
        }
        if let silence = self.json["silence"]?.text { lines.append("  silenced by \(silence.printable)") }
        lines += self.ranking
        if let history = self.json["history"]?.elements, !history.isEmpty {
            var table = Table(["AT", "WHAT", "BY", "NOTE"])
            for step in history {
                table.add([
                    .init(RolloutView.time(step["at"]), .faint), .init(step["what"]?.text ?? ""),
                    .init(step["by"]?.text ?? ""), .init(step["note"]?.text ?? ""),
                ])
            }
            lines += [""] + table.text.split(separator: "\n").map(String.init)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var facts: Table {
        let evidence = self.json["evidence"] ?? .null
        var table = Table()
        let entries: [(String, String?)] = [
            ("value", Self.number(evidence["value"])), ("bound", Self.number(evidence["bound"])),
            ("test", evidence["test"]?.text), ("statistic", Self.number(evidence["statistic"])),
            ("p-value", Self.number(evidence["p_value"])), ("change", evidence["change"]?.text),
            ("changed", evidence["since"]?.text), ("requests", evidence["requests"]?.numberText),
            ("breached since", self.json["since"]?.text), ("fired", self.json["fired"]?.text),
            ("over", self.json["ended"]?.text),
        ]
        for (name, value) in entries {
            if let value { table.add([.init(name, .faint), .init(value)]) }
        }
        return table
    }

    private var ranking: [String] {
        let features = self.json["evidence"]?["ranking"]?.elements ?? []
        guard !features.isEmpty else { return [] }
        var table = Table(["FEATURE", "DISTANCE", "P-VALUE"])
        for feature in features.prefix(10) {
            table.add([
                .init(feature["feature"]?.text ?? ""),
                .init(Self.number(feature["distance"]) ?? "", alignment: .right),
                .init(Self.number(feature["p_value"]) ?? "", alignment: .right),
            ])
        }
        return [""] + table.text.split(separator: "\n").map(String.init)
    }

    private static func number(_ value: JSONValue?) -> String? { value?.number.map { MeasureText.number($0) } }

    private var severityStyle: Style? { ["critical": .bad, "warning": .odd][self.text("severity")] }

    private var stateStyle: Style? { ["firing": .bad, "pending": .odd, "resolved": .good][self.text("state")] }
}
