/// Rows of cells, as wide as they need to be.
struct Table {
    /// A cell, and how it looks.
    struct Cell {
        /// The side to which a cell is moved that is narrower than its column.
        enum Alignment {
            case left, right
        }

        let text: String
        let style: Style?
        let alignment: Alignment

        init(_ text: String, _ style: Style? = nil, alignment: Alignment = .left) {
            self.text = text.printable
            self.style = style
            self.alignment = alignment
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
            // Nothing is printed behind the last cell that has a text.
            let end = row.lastIndex { !$0.text.isEmpty }.map { $0 + 1 } ?? 0
            return row[..<end].enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.text.count)
                let text = cell.style.map { $0(cell.text) } ?? cell.text
                return switch cell.alignment {
                case .right: padding + text
                case .left: column + 1 < end ? text + padding : text
                }
            }.joined(separator: "  ") + "\n"
        }.joined()
    }
}
