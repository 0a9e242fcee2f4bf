import AviaryCore

/// A row of the prediction log as a server tells it, for people.
struct LogRowView {
    /// The table's columns.
    static let heading = ["AT", "ENDPOINT", "VERSION", "ROLE", "DECISION", "LATENCY", "PREDICTION"]

    private let row: JSONValue

    init(_ row: JSONValue) { self.row = row }

    /// The row's cells.
    var cells: [Table.Cell] {
        let decision = self.row["decision"]?.text ?? ""
        let style: Style? = decision == "served" ? nil : decision == "fell-back" ? .odd : .bad
        return [
            .init(self.row["at"]?.text ?? "", .faint), .init(self.row["endpoint"]?.text ?? ""),
            .init(self.row["version"]?.word ?? "", alignment: .right), .init(self.row["role"]?.text ?? ""),
            .init(decision, style), .init(self.latency, alignment: .right), .init(self.row["id"]?.text ?? "", .faint),
        ]
    }

    /// The row in one line.
    var line: String { self.cells.map { $0.style?($0.text) ?? $0.text }.joined(separator: "  ") + "\n" }

    private var latency: String {
        guard let seconds = self.row["latency_seconds"]?.number else { return "" }
        let hundredths = Int(min(seconds * 1e5, 1e15).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) ms"
    }
}
