import AviaryCore

/// A rollout as the server tells of it, as a person reads it.
struct RolloutView {
    private let json: JSONValue

    /// Takes what a server said of a rollout.
    init(_ json: JSONValue) { self.json = json }

    var id: String { self.json["id"]?.text ?? "" }
    var endpoint: String { self.json["endpoint"]?.text ?? "" }
    var isAborted: Bool { self.phase == "aborted" }
    var isOver: Bool { self.isAborted || self.phase == "promoted" }

    private var phase: String { self.json["phase"]?.text ?? "" }
    private var candidate: String { self.json["candidate"]?.word ?? "" }
    private var state: String { self.json["status"]?.text ?? self.phase }
    private var weight: Double { self.json["weight"]?.number ?? 0 }
    private var mirrored: Double { self.json["mirrored"]?.number ?? 0 }

    /// Everything in one line.
    var headline: String {
        "\(self.endpoint.printable): version \(self.candidate.printable), \(self.state.printable)"
    }

    /// A row of a list.
    var row: [Table.Cell] {
        [
            .init(self.id), .init(self.endpoint), .init(self.candidate, alignment: .right),
            .init(self.json["strategy"]?.text ?? "own steps"), .init(self.state, self.style),
            .init(Self.percent(self.weight), alignment: .right),
            .init(Self.time(self.json["started"]), .faint),
        ]
    }

    /// The whole view.
    var text: String {
        var lines = [
            "\(Style.strong("\(self.endpoint.printable)")) \(self.json["stable"]?.word ?? "") -> "
                + "\(self.candidate.printable)  \(self.style?(self.state.printable) ?? self.state.printable)",
            Style.faint("rollout \(self.id), \(self.json["strategy"]?.text ?? "own steps")"),
            "",
            Self.bar(self.weight) + " \(Self.percent(self.weight)) of the requests"
                + (self.mirrored > 0 ? ", copies of \(Self.percent(self.mirrored))" : ""),
        ]
        lines += self.steps
        for analysis in self.json["analyses"]?.elements ?? [] { lines += self.lines(of: analysis) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var style: Style? {
        switch self.phase {
        case "promoted": .good
        case "aborted": .bad
        default: self.json["hold"] == .null || self.json["hold"] == nil ? nil : .odd
        }
    }

    private var steps: [String] {
        let present = self.json["step"]?["index"]?.number.map { Int($0) }
        return (self.json["steps"]?.elements ?? []).enumerated().map { index, step in
            let text = (step["description"]?.text ?? "").printable
            let isDone = self.phase == "promoted" || present.map { index < $0 } ?? false
            if isDone { return Style.good("  ✓ ") + Style.faint(text) }
            return index == present ? Style.strong("  > \(text)") : "    " + Style.faint(text)
        }
    }

    private func lines(of analysis: JSONValue) -> [String] {
        let requests = Int(analysis["requests"]?.number ?? 0)
        let elapsed = analysis["elapsed_seconds"]?.number ?? 0
        let deadline = analysis["deadline_seconds"]?.number ?? 0
        let head =
            "step \(Int(analysis["step"]?.number ?? 0) + 1): \(requests) of the candidate's requests, "
            + "\(Self.time(elapsed)) of at most \(Self.time(deadline))"
        var table = Table(["METRIC", "EFFECT", "INTERVAL", "MARGIN", "VERDICT", "TO A VERDICT"])
        for metric in analysis["metrics"]?.elements ?? [] { table.add(Self.row(of: metric)) }
        return ["", head] + table.text.split(separator: "\n").map(String.init)
    }

    private static func row(of metric: JSONValue) -> [Table.Cell] {
        let verdict = metric["verdict"]?.text ?? ""
        let style: Style? = ["pass": .good, "fail": .bad][verdict]
        let ends = (metric["interval"]?.elements ?? []).map { $0.number.map(Self.decimal) }
        let interval = ends.contains { $0 != nil } ? ends.map { $0 ?? "?" } : []
        var forecast = verdict == "continue" ? "not yet to be seen" : ""
        if verdict == "continue", let more = metric["forecast_requests"]?.number {
            forecast = "about \(Int(more)) requests"
            if let seconds = metric["forecast_seconds"]?.number { forecast += ", \(Self.time(seconds))" }
        }
        if let reason = metric["reason"]?.text { forecast = reason }
        return [
            .init(metric["metric"]?.text ?? ""),
            .init(metric["effect"]?.number.map(Self.decimal) ?? "", alignment: .right),
            .init(interval.count == 2 ? "\(interval[0]) to \(interval[1])" : ""),
            .init(metric["margin"]?.number.map(Self.decimal) ?? "", alignment: .right),
            .init(verdict, style), .init(forecast, .faint),
        ]
    }

    /// A time without the parts that nobody looks at.
    static func time(_ json: JSONValue?) -> String {
        String((json?.text ?? "").prefix(19)).split(separator: "T").joined(separator: " ")
    }

    private static func bar(_ share: Double) -> String {
        let width = 30
        let full = Int((share * Double(width)).rounded())
        return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + "]"
    }

    private static func percent(_ share: Double) -> String {
        let points = (share * 10_000).rounded() / 100
        return points == points.rounded() ? "\(Int(points)) %" : "\(points) %"
    }

    /// Three digits behind the zeros are enough to look at.
    private static func decimal(_ number: Double) -> String {
        guard number != 0, number.magnitude < 1e6 else { return number == 0 ? "0" : "\(number)" }
        var scale = 1.0
        while number.magnitude * scale < 100, scale < 1e6 { scale *= 10 }
        return "\((number * scale).rounded() / scale)"
    }

    private static func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<120: "\(Int(seconds.rounded())) s"
        case ..<7200: "\(Int((seconds / 60).rounded())) min"
        default: "\(Int((seconds / 3600).rounded())) h"
        }
    }
}
