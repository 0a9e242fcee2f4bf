internal import AviaryCore

extension InputPlan {
    /// Counts columns of words, codes or truth values.
    func measureCategories(_ tensor: Tensor, _ base: Int, _ tally: inout Tally, _ sink: (Int, MeasureValue) -> Void) {
        let (count, width) = self.rows(of: tensor)
        let features = self.features
        let columns = self.columns == 0 ? 1 : min(features, width)
        let rows = EvenChoice(of: count, most: MeasurePlan.maximumRows)
        var counts = [ColumnCount](repeating: ColumnCount(), count: columns)
        self.forEachWord(tensor, width, rows) { column, word in
            let column = self.columns == 0 ? 0 : column
            guard column < columns else { return }
            counts[column].seen += 1
            guard let word else {
                counts[column].missing += 1
                sink(base + column, .missing)
                return
            }
            if let known = self.categories[column], !known.contains(word) { counts[column].unseen += 1 }
            sink(base + column, .category(word))
        }
        for column in 0..<columns {
            let found = counts[column]
            sink(base + features + column, .share(found.missing, of: found.seen))
            tally.missing += found.missing
            tally.elements += found.seen
            if self.categories[column] != nil, let bounded, found.seen > found.missing {
                sink(bounded + column, .share(found.unseen, of: found.seen - found.missing))
                tally.unseen += found.unseen
                tally.listed += found.seen - found.missing
            }
        }
    }

    private struct ColumnCount {
        var seen = 0
        var missing = 0
        var unseen = 0
    }

    /// Walks the words of some rows; an empty one, or a number that is not finite, is `nil`.
    private func forEachWord(
        _ tensor: Tensor,
        _ width: Int,
        _ rows: EvenChoice,
        _ body: (_ column: Int, _ word: String?) -> Void
    ) {
        guard tensor.dataType == .bytes else {
            // Of a row that is one feature together, only the beginning is looked at.
            let looked = min(width, MeasurePlan.maximumColumns)
            for row in 0..<rows.count {
                for column in 0..<looked {
                    let place = rows[row] * width + column
                    if tensor.dataType == .bool {
                        body(column, tensor.dataType.number(at: place, in: tensor.bytes) != 0 ? "true" : "false")
                    } else if tensor.dataType.isFloat {
                        let number = tensor.dataType.number(at: place, in: tensor.bytes)
                        body(column, number.isFinite ? Self.text(number) : nil)
                    } else {
                        body(column, tensor.word(at: place))
                    }
                }
            }
            return
        }
        self.forEachString(tensor, width, rows) { column, range in
            if column < MeasurePlan.maximumColumns { body(column, range.isEmpty ? nil : tensor.word(in: range)) }
        }
    }

    /// A whole number without a point, as the same code written as an integer.
    private static func text(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }

    /// Walks the strings of some rows.
    private func forEachString(
        _ tensor: Tensor,
        _ width: Int,
        _ rows: EvenChoice,
        _ body: (_ column: Int, _ range: Range<Int>) -> Void
    ) {
        var elements = StringElements()
        let bytes = tensor.bytes
        var (row, column, chosen) = (0, 0, 0)
        // The lengths were checked when the tensor was made.
        while chosen < rows.count, let range = try? elements.next(in: bytes) {
            if row == rows[chosen] { body(column, range) }
            column += 1
            if column == width {
                if row == rows[chosen] { chosen += 1 }
                (row, column) = (row + 1, 0)
            }
        }
    }

    /// Measures the length of texts.
    func measureTexts(_ tensor: Tensor, _ base: Int, _ tally: inout Tally, _ sink: (Int, MeasureValue) -> Void) {
        guard tensor.dataType == .bytes else { return }
        let texts = EvenChoice(of: tensor.shape.elementCount, most: MeasurePlan.maximumRows)
        var missing = 0
        self.forEachString(tensor, 1, texts) { _, range in
            let text = TextMeasures(tensor.bytes.extracting(range))
            if range.isEmpty { missing += 1 }
            sink(base, .number(Double(text.characters)))
            sink(base + 1, .number(Double(text.words)))
        }
        sink(base + 2, .share(missing, of: texts.count))
        tally.missing += missing
        tally.elements += texts.count
    }
}
