internal import AviaryTables

/// The columns that are read together, and what has been read of them.
struct TableGroup {
    /// Which file.
    enum Side {
        case reference, current
    }

    /// The columns that still fit.
    private(set) var columns: [Int]
    /// Whether a column is read as words, for all columns of the table.
    let isWords: [Bool]
    private var read: [Int: (reference: ColumnStore, current: ColumnStore)] = [:]
    /// How many bytes all that is read may take.
    private let budget: Int
    private var used = 0
    private(set) var rows = (reference: 0, current: 0)

    /// Begins a group.
    ///
    /// - Parameters:
    ///   - columns: the columns to try.
    ///   - isWords: whether each column of the table is read as words.
    ///   - budget: how many bytes all that is read may take.
    init(_ columns: [Int], _ isWords: [Bool], budget: Int) {
        self.columns = columns
        self.isWords = isWords
        self.budget = budget
        for column in columns { self.read[column] = (ColumnStore(), ColumnStore()) }
    }

    /// How each column of a file is wanted.
    ///
    /// - Parameters:
    ///   - places: where the table's columns lie in the file.
    ///   - count: how many columns the file has.
    /// - Returns: one for each column of the file.
    func readings(_ places: [Int], _ count: Int) -> [ColumnReading] {
        var readings = Array(repeating: ColumnReading.skip, count: count)
        for column in self.columns { readings[places[column]] = self.isWords[column] ? .words : .numbers }
        return readings
    }

    /// Takes the next rows of a file.
    ///
    /// Where there is no more room, as many of the last columns are put off as must be; one is always kept.
    mutating func add(_ piece: TablePiece, _ side: Side, _ places: [Int]) {
        if side == .reference { self.rows.reference += piece.rows } else { self.rows.current += piece.rows }
        for column in self.columns {
            let values = piece.columns[places[column]]
            self.used -= self.byteCount(column)
            switch side {
            case .reference: self.read[column]?.reference.add(values, rows: piece.rows)
            case .current: self.read[column]?.current.add(values, rows: piece.rows)
            }
            self.used += self.byteCount(column)
        }
        while self.used > self.budget, self.columns.count > 1 {
            let column = self.columns.removeLast()
            self.used -= self.byteCount(column)
            self.read[column] = nil
        }
    }

    private func byteCount(_ column: Int) -> Int {
        guard let stores = self.read[column] else { return 0 }
        return stores.reference.byteCount + stores.current.byteCount
    }

    /// How many columns would fit that take as much as these did.
    var fitting: Int {
        guard self.used > 0 else { return .max }
        return max(1, Int(Double(self.columns.count) * Double(self.budget) / Double(self.used)))
    }

    /// What has been read of a column that still fits.
    func stores(_ column: Int) -> (reference: ColumnStore, current: ColumnStore)? { self.read[column] }

    /// Takes out all that was read, so that a column's memory is free once it has been compared.
    mutating func takeAll() -> [Int: (reference: ColumnStore, current: ColumnStore)] {
        defer { self.read = [:] }
        return self.read
    }
}
