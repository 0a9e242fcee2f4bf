/// How many characters must be put in, left out or exchanged to make one text of another.
///
/// Source: Ukkonen 1985, Algorithms for approximate string matching: only a band about the diagonal can hold distances that
/// are small enough.
enum EditDistance {
    /// How many cells of the table all texts of an output may take; what comes after them is only held against each other whole.
    static let budget = 4_000_000
    /// How many characters are looked at; those behind them count as different.
    private static let room = 4096

    /// The distance as a share of the longer text.
    ///
    /// - Parameters:
    ///   - first: UTF-8.
    ///   - second: UTF-8.
    ///   - most: the share that matters; above it the share is a lower bound.
    ///   - budget: how many cells may still be filled.
    /// - Returns: 0...1; 1 for texts that differ where the budget is spent.
    static func share(_ first: [UInt8], _ second: [UInt8], atMost most: Double, budget: inout Int) -> Double {
        var one = Array(String(decoding: first, as: UTF8.self).unicodeScalars)[...]
        var other = Array(String(decoding: second, as: UTF8.self).unicodeScalars)[...]
        let longer = max(one.count, other.count)
        guard longer > 0 else { return first == second ? 0 : 1 }
        while let head = one.first, head == other.first {
            one.removeFirst()
            other.removeFirst()
        }
        while let tail = one.last, tail == other.last {
            one.removeLast()
            other.removeLast()
        }
        let beyond = max(0, max(one.count, other.count) - Self.room)
        one = one.prefix(Self.room)
        other = other.prefix(Self.room)
        // Also where it is no number.
        let share = most > 0 ? min(most, 1) : 0
        let allowed = Int((Double(longer) * share).rounded(.down))
        let band = allowed - beyond
        guard band >= abs(one.count - other.count) else {
            return Double(max(allowed + 1, beyond + abs(one.count - other.count))) / Double(longer)
        }
        budget -= one.count * min(2 * band + 1, other.count + 1)
        guard budget >= 0 else { return 1 }
        return Double(Self.distance(Array(one), Array(other), band: band) + beyond) / Double(longer)
    }

    /// The distance if it is at most `band`, else `band + 1`.
    private static func distance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar], band: Int) -> Int {
        let far = band + 1
        var row = (0...other.count).map { min($0, far) }
        for (place, character) in one.enumerated() {
            let (low, high) = (max(1, place + 1 - band), min(other.count, place + 1 + band))
            guard low <= high else { continue }
            // What stands to the upper left, and to the left.
            var corner = row[low - 1]
            var left = low == 1 ? min(place + 1, far) : far
            row[low - 1] = left
            for column in low...high {
                let above = column == place + 1 + band ? far : row[column]
                let exchanged = corner + (character == other[column - 1] ? 0 : 1)
                corner = row[column]
                left = min(exchanged, above + 1, left + 1, far)
                row[column] = left
            }
        }
        return row[other.count]
    }
}
