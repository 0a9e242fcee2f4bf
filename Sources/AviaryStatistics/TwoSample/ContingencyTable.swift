/// Two rows of counts, by category, and what they would be on average if both had the same shares.
struct ContingencyTable {
    /// The categories' counts that are not zero in both rows.
    private(set) var columns: [(a: Double, b: Double)] = []
    private(set) var sumA = 0.0
    private(set) var sumB = 0.0

    /// Makes a table.
    ///
    /// - Parameters:
    ///   - a: by category, at least 0.
    ///   - b: by category, in the same order.
    init(_ a: [Int], _ b: [Int]) {
        precondition(a.count == b.count, "both rows have the same categories")
        for (countA, countB) in zip(a, b) where countA + countB > 0 {
            self.columns.append((Double(countA), Double(countB)))
            self.sumA += Double(countA)
            self.sumB += Double(countB)
        }
    }

    /// Whether both rows have something in them.
    var isComparable: Bool { self.sumA > 0 && self.sumB > 0 }

    /// How many categories may vary freely: one less than there are.
    var degrees: Double { Double(max(0, self.columns.count - 1)) }

    /// The sum of a function of what is observed and what is expected, over both rows.
    ///
    /// - Parameters:
    ///   - correcting: moves what is observed by up to a half towards what is expected if there are two categories (Yates
    ///     1934), as scipy does.
    ///   - term: what each count adds.
    /// - Returns: 0 for an empty table.
    func sum(correcting: Bool, _ term: (_ observed: Double, _ expected: Double) -> Double) -> Double {
        let all = self.sumA + self.sumB
        let step = correcting && self.columns.count == 2 ? 0.5 : 0
        var sum = 0.0
        for (a, b) in self.columns {
            for (observed, row) in [(a, self.sumA), (b, self.sumB)] {
                let expected = row * (a + b) / all
                let difference = expected - observed
                sum += term(observed + min(step, abs(difference)) * (difference < 0 ? -1 : 1), expected)
            }
        }
        return sum
    }
}
