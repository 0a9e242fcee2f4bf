package import AviaryControl
package import AviaryCore
internal import AviaryStatistics
package import AviaryTables

/// Sums a table up in memory that does not grow with its rows.
package struct ProfileRun {
    /// What came out.
    package struct Outcome: Sendable {
        /// The profile: of each column the measure `input.value` or `input.category`, with missing values.
        package let profile: Profile
        /// What people should know.
        package let notes: [String]
    }

    private let table: TableFile
    private let columns: [Int]

    /// Prepares a profile.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - columns: the columns to sum up; none for all.
    /// - Throws: ``AviaryError`` for a column that is not there.
    package init(_ table: TableFile, columns: [String]) throws(AviaryError) {
        self.table = table
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
                    summaries[MeasureKey(.value, of: name)] = .number(reading.numbers[column] ?? NumberSummary())
                case .words:
                    summaries[MeasureKey(.category, of: name)] = .category(reading.words[column] ?? CategorySummary())
                case .skip: break
                }
                readings[column] = .skip
            }
        }
        return Outcome(profile: try Profile(rows: rows, columns: summaries), notes: notes)
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
        var strays: [Strays]

        init(_ readings: [ColumnReading]) {
            self.strays = Array(repeating: Strays(), count: readings.count)
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
            for (column, values) in piece.columns.enumerated() {
                switch values {
                case .numbers(let numbers, let found):
                    self.strays[column].merge(found)
                    // Read again anyway.
                    guard self.strays[column].count == 0 else { continue }
                    for number in numbers { self.numbers[column]?.add(number) }
                case .words(let counts, let missing):
                    for entry in counts.all { self.words[column]?.add(entry.word, count: entry.count) }
                    self.words[column]?.add(nil, count: missing)
                case .skipped: break
                }
            }
        }
    }
}
