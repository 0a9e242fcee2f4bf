/// Rows of cells, as wide as they need to be.
struct Table {
    /// A cell, and how it looks.
    struct Cell {
        let text: String
        var style: Style?

        init(_ text: String, _ style: Style? = nil) {
            self.text = text.printable
            self.style = style
        }
    }

    private var rows: [[Cell]]

    /// Makes a table without rows.
    ///
    /// - Parameter heading: the columns' names; none for a table without a heading.
    init(_ heading: [String] = []) {
        self.rows = heading.isEmpty ? [] : [heading.map { Cell($0, .faint) }]
    }

    /// Adds a row.
    ///
    /// - Parameter row: a cell for each column.
    mutating func add(_ row: [Cell]) { self.rows.append(row) }

    /// The table as lines.
    var text: String {
        let columns = self.rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            self.rows.map { column < $0.count ? $0[column].text.count : 0 }.max() ?? 0
        }
        return self.rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell.style.map { $0(cell.text) } ?? cell.text
                // Nothing is printed behind the last cell.
                if row[(column + 1)...].contains(where: { !$0.text.isEmpty }) {
                    line += String(repeating: " ", count: widths[column] - cell.text.count + 2)
                }
            }
            return line + "\n"
        }.joined()
    }
}
