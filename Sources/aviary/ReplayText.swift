import AviaryControl
import AviaryCore
import AviaryServer

/// A replay's report for people.
struct ReplayText {
    private let report: ReplayReport

    init(_ report: ReplayReport) { self.report = report }

    /// The report as lines.
    var text: String {
        var text = self.sides + "\n"
        if self.report.skipped > 0 {
            text +=
                "\(self.report.skipped) request\(self.report.skipped == 1 ? "" : "s") passed over: the log has not kept all "
                + "of the inputs\n"
        }
        for metric in self.report.metrics {
            text += "\(Self.mark(metric.verdict))  \(metric.words.printable)\n"
        }
        text += self.classes
        text += self.examples(self.report.disagreementExamples, of: self.report.disagreements, "disagreement")
        let failures = self.report.failureExamples
        text += self.examples(failures, of: self.report.candidate.failures, "failure of the candidate")
        let style: Style =
            switch self.report.verdict {
            case .pass: .good
            case .fail: .bad
            case .inconclusive: .odd
            }
        return text + "\n\(style(self.report.verdict.rawValue)): \(self.report.reason.printable)\n"
    }

    private var sides: String {
        var table = Table([
            self.report.model.rawValue.uppercased(), "VERSION", "REQUESTS", "FAILED", "MEAN", "P50", "P99",
        ])
        let rows = [
            ("stable", self.report.stableVersion, self.report.stable),
            ("candidate", self.report.candidateVersion, self.report.candidate),
        ]
        for (name, version, side) in rows {
            let times = [side.latency.mean, side.latency.quantile(0.5), side.latency.quantile(0.99)]
            table.add(
                [
                    Table.Cell(name), Table.Cell("\(version)", alignment: .right),
                    Table.Cell("\(side.count)", alignment: .right), Table.Cell("\(side.failures)", alignment: .right),
                ] + times.map { Table.Cell(Self.milliseconds($0), alignment: .right) }
            )
        }
        return table.text
    }

    private var classes: String {
        guard !self.report.classShares.isEmpty else { return "" }
        var table = Table(["CLASS", "STABLE", "CANDIDATE"])
        for share in self.report.classShares {
            table.add(
                [Table.Cell(share.name)]
                    + [share.stable, share.candidate].map { Table.Cell(Self.percent($0), alignment: .right) }
            )
        }
        return "\n\(table.text)"
    }

    private func examples(_ examples: [ReplayReport.Example], of count: Int, _ what: String) -> String {
        guard !examples.isEmpty else { return "" }
        let lines = examples.map { "  line \($0.line): \($0.words.printable)\n" }.joined()
        return "\n\(count) \(what)\(count == 1 ? "" : "s")\(count > examples.count ? ", for instance" : ""):\n\(lines)"
    }

    private static func mark(_ verdict: Verdict) -> String {
        switch verdict {
        case .pass: Style.good("pass")
        case .fail: Style.bad("fail")
        case .continue: Style.odd("open")
        }
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private static func milliseconds(_ seconds: Double?) -> String {
        guard let seconds else { return "" }
        let thousandths = Int((seconds * 1e6).rounded())
        let fraction = String(thousandths % 1000)
        return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) ms"
    }
}
