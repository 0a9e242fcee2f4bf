package import AviaryControl
package import AviaryCore
internal import AviaryStatistics
package import AviaryTables

/// Sums a table up in memory that does not grow with its rows.
package struct ProfileRun {
    /// What came out.
    package struct Outcome: Sendable {
        /// The profile: of each column the measure `input.value` or `input.category`, with missing values, and some rows of
        /// the first columns of numbers.
        package let profile: Profile
        /// What people should know.
        package let notes: [String]
    }

    private let table: TableFile
    private let columns: [Int]
    private let keepsRows: Bool

    /// Prepares a profile.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - columns: the columns to sum up; none for all.
    ///   - keepsRows: whether some rows are kept as they are.
    /// - Throws: ``AviaryError`` for a column that is not there.
    package init(_ table: TableFile, columns: [String], keepsRows: Bool = true) throws(AviaryError) {
        self.table = table
        self.keepsRows = keepsRows
        var places: [Int] = []
        for name in columns {
            guard let place = table.columns.firstIndex(of: name) else {
                let hint = NearestWord.suggestion(for: name, among: table.columns)
                throw AviaryError(.invalidArgument, "'\(table.path)' has no column '\(name)'", remedy: hint)
            }
            places.append(place)
        }
        self.columns = columns.isEmpty ? Array(table.columns.indices) : Set(places).sorted()
    }

    /// Reads the table, a second time for columns that turn out not to hold numbers alone.
    ///
    /// - Parameter progress: is told, on the calling thread, which share is done.
    /// - Returns: the profile, and notes.
    /// - Throws: ``AviaryError`` for the first record that cannot be read, and for a table without rows.
    package func run(_ progress: (_ share: Double) -> Void) throws(AviaryError) -> Outcome {
        var readings = Array(repeating: ColumnReading.skip, count: self.table.columns.count)
        for column in self.columns {
            readings[column] = self.table.likelyTypes[column] == .number ? .numbers : .words
        }
        var rows = 0
        var summaries: [MeasureKey: Summary] = [:]
        var notes: [String] = []
        var sample: TableRows?
        while readings.contains(where: { $0 != .skip }) {
            var reading = Reading(readings)
            var bytes = 0
            try self.table.scan(readings) { piece throws(AviaryError) in
                reading.add(piece)
                bytes += piece.bytes
                progress(self.table.size > 0 ? min(1, Double(bytes) / Double(self.table.size)) : 0)
            }
            guard reading.rows > 0 else {
                throw AviaryError(
                    .invalidArgument,
                    "'\(self.table.path)' has no rows",
                    remedy: "a profile is of at least one"
                )
            }
            rows = reading.rows
            if self.keepsRows, sample == nil { sample = reading.sample(named: self.table.columns) }
            for column in self.columns where readings[column] != .skip {
                let name = self.table.columns[column]
                let strays = reading.strays[column]
                if strays.count > 0 {
                    readings[column] = .words
                    notes.append(Self.note(name, strays))
                    continue
                }
                switch readings[column] {
                case .numbers:
                    if let infinite = reading.infinite[column], infinite > 0 {
                        let count = infinite == 1 ? "1 value is" : "\(infinite) values are"
                        notes.append("column '\(name)': \(count) infinite, and counted as missing")
                    }
                    summaries[MeasureKey(.value, of: name)] = .number(reading.numbers[column] ?? NumberSummary())
                case .words:
                    summaries[MeasureKey(.category, of: name)] = .category(reading.words[column] ?? CategorySummary())
                case .skip: break
                }
                readings[column] = .skip
            }
        }
        return Outcome(profile: try Profile(rows: rows, columns: summaries, sample: sample), notes: notes)
    }

    private static func note(_ name: String, _ strays: Strays) -> String {
        let count = strays.count == 1 ? "1 value is" : "\(strays.count) values are"
        return "column '\(name)': \(count) no number, first '\(strays.first)' in line \(strays.line): the column holds "
            + "categories; --missing '\(strays.first)' counts such a value as missing"
    }

    /// What one reading of the file has shown.
    private struct Reading {
        var rows = 0
        var numbers: [Int: NumberSummary] = [:]
        var words: [Int: CategorySummary] = [:]
        /// How many numbers are infinite.
        var infinite: [Int: Int] = [:]
        var strays: [Strays]
        /// The columns of numbers that rows are kept of.
        private let together: [Int]
        private var kept: RowSample?

        init(_ readings: [ColumnReading]) {
            self.strays = Array(repeating: Strays(), count: readings.count)
            self.together = Array(readings.indices.filter { readings[$0] == .numbers }.prefix(TableRows.mostColumns))
            if self.together.count > 1 { self.kept = TableRows.sample(columns: self.together.count) }
            for (column, reading) in readings.enumerated() {
                switch reading {
                case .numbers: self.numbers[column] = NumberSummary()
                case .words: self.words[column] = CategorySummary()
                case .skip: break
                }
            }
        }

        mutating func add(_ piece: TablePiece) {
            self.rows += piece.rows
            self.keep(piece)
            for (column, values) in piece.columns.enumerated() {
                switch values {
                case .numbers(let numbers, let found):
                    self.strays[column].merge(found)
                    // Read again anyway.
                    guard self.strays[column].count == 0 else { continue }
                    for number in numbers { self.numbers[column]?.add(number) }
                    self.infinite[column, default: 0] += numbers.count { $0.isInfinite }
                case .words(let counts, let missing):
                    for entry in counts.all { self.words[column]?.add(entry.word, count: entry.count) }
                    self.words[column]?.add(nil, count: missing)
                case .skipped: break
                }
            }
        }

        private mutating func keep(_ piece: TablePiece) {
            let columns = self.together.map { column -> [Double] in
                if case .numbers(let numbers, _) = piece.columns[column] { numbers } else { [] }
            }
            guard self.kept != nil, columns.allSatisfy({ $0.count == piece.rows }) else { return }
            for row in 0..<piece.rows { self.kept?.add(columns.map { $0[row] }) }
        }

        /// Some rows of those columns that turned out to hold numbers alone; `nil` where there are fewer than two.
        func sample(named names: [String]) -> TableRows? {
            let good = self.together.indices.filter { self.strays[self.together[$0]].count == 0 }
            guard let kept, good.count > 1 else { return nil }
            return TableRows(columns: good.map { names[self.together[$0]] }, sample: kept.keeping(good))
        }
    }
}
