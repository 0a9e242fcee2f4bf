internal import AviaryCore

/// What two versions say in the same output.
struct TensorPair {
    let stable: Tensor
    let candidate: Tensor

    /// What is different, by a rule that looks at elements in their places.
    ///
    /// A number that is not one equals another such: both versions fail in the same way, and by IEEE's equality it would differ
    /// even from a copy of itself. How often outputs are no numbers is a metric of its own.
    func difference(by rule: AgreementPlan.Rule) -> Difference? {
        guard self.stable.dataType == self.candidate.dataType, self.stable.shape == self.candidate.shape else {
            let (one, other) = (self.stable, self.candidate)
            return Difference(
                1,
                "stable answers \(one.dataType.rawValue) \(one.shape), the candidate \(other.dataType.rawValue) \(other.shape)"
            )
        }
        switch rule {
        // Boxes have no places of their own: `BoxSet` matches them.
        case .ignored, .boxes: return nil
        case .exact: return self.elements()
        case .text(let share): return self.texts(atMost: share)
        // One element a row is the label itself.
        case .label where !self.stable.dataType.isFloat && self.stable.hasOneElementARow: return self.elements()
        // One score is always the greatest of its row, and all would agree.
        case .label where self.stable.rowLength == 1:
            return Difference(1, "the rule is for rows of several scores, and the output is \(self.stable.shape)")
        case .label: return self.byNumbers { self.labels($0, $1) }
        case .topK(let count, let share):
            return self.byNumbers { self.topK($0, $1, count: count, atLeast: share) }
        case .tolerance(let absolute, let relative):
            return self.byNumbers { Self.tolerance($0, $1, absolute: absolute, relative: relative) }
        }
    }

    private func byNumbers(_ difference: ([Double], [Double]) -> Difference?) -> Difference? {
        guard let numbers = self.stable.numbers(), let others = self.candidate.numbers() else {
            return Difference(1, "the rule is for numbers, and the output is \(self.stable.dataType.rawValue)")
        }
        return difference(numbers, others)
    }

    /// Element by element; the score is the share that is different.
    private func elements() -> Difference? {
        guard !self.stable.isSame(as: self.candidate) else { return nil }
        let (differing, count, example) =
            if let numbers = self.stable.numbers(), let others = self.candidate.numbers() {
                Self.count(numbers, others) { number in Int(exactly: number).map(String.init) ?? "\(number)" }
            } else {
                Self.count(self.stable.byteStrings(), self.candidate.byteStrings()) { bytes in
                    "'\(String(decoding: bytes.prefix(40), as: UTF8.self))'"
                }
            }
        // Zeros of both signs, or numbers too large to tell apart.
        guard differing > 0 else { return Difference(0, "the bytes are different") }
        return Difference(Double(differing) / Double(count), "\(differing) of \(count) are different, \(example)")
    }

    private static func count<Element: Equatable>(
        _ stable: [Element],
        _ candidate: [Element],
        words: (Element) -> String
    ) -> (differing: Int, count: Int, example: String) {
        var differing = 0
        var example = ""
        for (one, other) in zip(stable, candidate) where one != other {
            if differing == 0 { example = "for instance \(words(other)) instead of \(words(one))" }
            differing += 1
        }
        return (differing, stable.count, example)
    }

    private static func tolerance(
        _ stable: [Double],
        _ candidate: [Double],
        absolute: Double,
        relative: Double
    ) -> Difference? {
        var beyond = 0
        var worst = (excess: 1.0, stable: 0.0, candidate: 0.0)
        for (one, other) in zip(stable, candidate) where one != other && !(one.isNaN && other.isNaN) {
            let excess = abs(one - other) / (absolute + relative * abs(one))
            guard !(excess <= 1) else { continue }
            beyond += 1
            // Next to what is not a number, or infinite, everything is far.
            if !(excess <= worst.excess) { worst = (excess.isNaN ? .infinity : excess, one, other) }
        }
        guard beyond > 0 else { return nil }
        return Difference(
            1 - 1 / worst.excess,
            "\(beyond) of \(stable.count) are farther apart than allowed, at most \(worst.candidate) instead of \(worst.stable)"
        )
    }

    /// The greatest score of each row; that both versions are sure counts more than that many rows differ.
    private func labels(_ stable: [Double], _ candidate: [Double]) -> Difference? {
        var differing = 0
        var worst = (score: -1.0, words: "")
        let rows = Rows(stable, candidate, length: self.stable.rowLength)
        for (one, other) in rows {
            let (first, second) = (Self.greatest(one), Self.greatest(other))
            guard first != second else { continue }
            differing += 1
            let gap = (Self.gap(one, first, second) + Self.gap(other, second, first)) / 2
            guard gap > worst.score else { continue }
            worst = (gap, "class \(second) instead of \(first)")
        }
        guard differing > 0 else { return nil }
        return Difference(
            worst.score,
            "\(differing) of \(rows.count) rows have another class, for instance \(worst.words)"
        )
    }

    /// The index of the greatest number, the first of several; what is not a number is less than all.
    private static func greatest(_ row: ArraySlice<Double>) -> Int {
        var best = row.startIndex
        for index in row.indices where row[index] > row[best] || (row[best].isNaN && !row[index].isNaN) { best = index }
        return best - row.startIndex
    }

    /// By how much a row prefers a class to another, 0...1; scores of any size are squeezed into that.
    private static func gap(_ row: ArraySlice<Double>, _ first: Int, _ second: Int) -> Double {
        let gap = row[row.startIndex + first] - row[row.startIndex + second]
        guard gap >= 0 else { return 1 }
        return row.allSatisfy { (0...1).contains($0) } ? gap : 1 - 1 / (1 + gap)
    }

    private func topK(_ stable: [Double], _ candidate: [Double], count: Int, atLeast share: Double) -> Difference? {
        let count = min(max(1, count), max(1, self.stable.rowLength))
        var (differing, least) = (0, 1.0)
        let rows = Rows(stable, candidate, length: self.stable.rowLength)
        for (one, other) in rows {
            let shared = Set(Self.top(count, one)).intersection(Self.top(count, other)).count
            let overlap = Double(shared) / Double(count)
            guard overlap < share else { continue }
            differing += 1
            least = min(least, overlap)
        }
        guard differing > 0 else { return nil }
        return Difference(
            1 - least,
            "\(differing) of \(rows.count) rows share too few of their \(count) greatest, at least one \(PlainNumber(least))"
        )
    }

    private static func top(_ count: Int, _ row: ArraySlice<Double>) -> ArraySlice<Int> {
        let order = row.indices.sorted { first, second in
            let (one, other) = (row[first], row[second])
            if one.isNaN || other.isNaN { return !one.isNaN || (other.isNaN && first < second) }
            return one == other ? first < second : one > other
        }
        return order.prefix(count).map { $0 - row.startIndex }[...]
    }

    private func texts(atMost share: Double) -> Difference? {
        guard self.stable.dataType == .bytes else {
            return Difference(1, "the rule is for texts, and the output is \(self.stable.dataType.rawValue)")
        }
        var budget = EditDistance.budget
        var (differing, worst) = (0, 0.0)
        let (own, others) = (self.stable.byteStrings(), self.candidate.byteStrings())
        for (one, other) in zip(own, others) where one != other {
            let distance = EditDistance.share(one, other, atMost: share, budget: &budget)
            guard distance > share else { continue }
            differing += 1
            worst = max(worst, distance)
        }
        guard differing > 0 else { return nil }
        return Difference(
            worst,
            "\(differing) of \(own.count) texts differ, at most in a share of \(PlainNumber(worst))"
        )
    }
}

/// The rows of two tensors of the same shape, side by side.
private struct Rows: Sequence {
    private let stable: [Double]
    private let candidate: [Double]
    private let length: Int

    init(_ stable: [Double], _ candidate: [Double], length: Int) {
        (self.stable, self.candidate, self.length) = (stable, candidate, length)
    }

    var count: Int { self.length > 0 ? self.stable.count / self.length : 0 }

    func makeIterator() -> AnyIterator<(ArraySlice<Double>, ArraySlice<Double>)> {
        var row = 0
        return AnyIterator {
            guard row < self.count else { return nil }
            defer { row += 1 }
            let range = row * self.length..<(row + 1) * self.length
            return (self.stable[range], self.candidate[range])
        }
    }
}
