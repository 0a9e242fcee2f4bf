internal import AviaryTables

/// What has been read of one side of a column.
struct ColumnStore: Sendable {
    private var numbers: [PackedNumbers] = []
    private var guess = 0
    /// The words.
    private(set) var words = WordCounts()
    private var missingWords = 0
    private(set) var strays = Strays()
    /// How many numbers are finite, and how many infinite.
    private(set) var counts = (finite: 0, infinite: 0)
    /// How many rows.
    private(set) var rows = 0
    /// How many bytes its numbers or words take.
    private(set) var byteCount = 0

    /// Takes the next rows.
    ///
    /// - Parameters:
    ///   - piece: the values.
    ///   - rows: how many.
    mutating func add(_ piece: ColumnPiece, rows: Int) {
        self.rows += rows
        switch piece {
        case .skipped: break
        case .words(let words, let missing):
            self.words.merge(words)
            self.missingWords += missing
            self.byteCount = self.words.byteCount
        case .numbers(let values, let found):
            self.strays.merge(found)
            for value in values {
                self.counts.finite += value.isFinite ? 1 : 0
                self.counts.infinite += value.isInfinite ? 1 : 0
            }
            let packed = PackedNumbers(values, guess: &self.guess)
            self.numbers.append(packed)
            self.byteCount += packed.byteCount
        }
    }

    /// The finite numbers, in the order in which they came.
    var values: [Double] {
        var values: [Double] = []
        values.reserveCapacity(self.rows)
        for numbers in self.numbers { numbers.append(to: &values) }
        return values
    }

    /// How many words are missing.
    var missingWordCount: Int { self.missingWords }
}
