/// Takes the values of some rows, apart by column.
struct ColumnSinks {
    private let readings: [ColumnReading]
    private let capacity: Int
    /// The number columns one after the other, each with room for all rows.
    private var numbers: [Double]
    /// Where a column begins in ``numbers``, or its place in ``words``.
    private let places: [Int]
    private var words: [WordCounts]
    private var strays: [Int: Strays] = [:]
    private(set) var rows = 0

    /// Makes room.
    ///
    /// - Parameters:
    ///   - readings: how each column is wanted.
    ///   - capacity: how many rows there are at most.
    init(_ readings: [ColumnReading], capacity: Int) {
        self.readings = readings
        self.capacity = capacity
        var (numbers, words) = (0, 0)
        self.places = readings.map { reading in
            switch reading {
            case .numbers:
                numbers += 1
                return (numbers - 1) * capacity
            case .words:
                words += 1
                return words - 1
            case .skip: return 0
            }
        }
        self.numbers = Array(repeating: .nan, count: numbers * capacity)
        self.words = Array(repeating: WordCounts(limit: .max), count: words)
    }

    @inline(__always)
    mutating func add(_ number: Double, _ column: Int) { self.numbers[self.places[column] &+ self.rows] = number }

    mutating func addStray(_ word: [UInt8], line: Int, _ column: Int) {
        self.strays[column, default: Strays()].add(word, line: line)
    }

    /// Counts a word.
    ///
    /// - Returns: whether it is new.
    @inline(__always)
    mutating func add(word: RawSpan, _ column: Int) -> Bool { self.words[self.places[column]].add(word) }

    /// Counts a missing value of a column of words.
    mutating func addMissingWord(_ column: Int) {
        let nothing: [UInt8] = []
        _ = unsafe self.words[self.places[column]].add(nothing.span.bytes)
    }

    /// Ends a row of which every column has got its value; numbers that got none are missing.
    @inline(__always)
    mutating func endRow() { self.rows &+= 1 }

    /// A row in which everything is missing.
    mutating func addMissingRow() {
        for (column, reading) in self.readings.enumerated() where reading == .words { self.addMissingWord(column) }
        self.endRow()
    }

    /// What came.
    ///
    /// - Parameters:
    ///   - lines: how many lines it was.
    ///   - bytes: how many bytes it was.
    ///   - missing: the words that stand for a missing value, beside the empty one.
    /// - Returns: the columns' pieces.
    consuming func piece(lines: Int, bytes: Int, missing: Set<String>) -> TablePiece {
        let missing = missing.union([""])
        let columns = self.readings.enumerated().map { column, reading -> ColumnPiece in
            let place = self.places[column]
            switch reading {
            case .numbers:
                return .numbers(
                    Array(self.numbers[place..<place + self.rows]),
                    self.strays[column] ?? Strays()
                )
            case .words:
                var words = self.words[place]
                let count = words.remove(missing)
                return .words(words, missing: count)
            case .skip: return .skipped
            }
        }
        return TablePiece(rows: self.rows, columns: columns, lines: lines, bytes: bytes)
    }
}
