internal import AviaryCore

extension AnswerPlan.Output {
    /// Measures which rows are empty strings, or have a number that is not finite.
    ///
    /// - Returns: whether any is, or there are no rows.
    func measureEmptiness(_ tensor: Tensor, _ sink: (Int, MeasureValue) -> Void) -> Bool {
        let count = tensor.shape.dimensions.first ?? 1
        guard tensor.shape.elementCount > 0 else {
            if let slot = self.empty { sink(slot, .share(1, of: 1)) }
            return true
        }
        let width = tensor.shape.elementCount / count
        let rows = EvenChoice(of: count, most: MeasurePlan.maximumRows)
        var found = 0
        if tensor.dataType == .bytes {
            var elements = StringElements()
            let bytes = tensor.bytes
            var (row, column, chosen, isBlank) = (0, 0, 0, true)
            while chosen < rows.count, let range = try? elements.next(in: bytes) {
                isBlank = isBlank && range.isEmpty
                column += 1
                guard column == width else { continue }
                if row == rows[chosen] {
                    if isBlank { found += 1 }
                    chosen += 1
                }
                (row, column, isBlank) = (row + 1, 0, true)
            }
        } else if tensor.dataType.isFloat, !tensor.isFinite {
            let bytes = tensor.bytes
            for row in 0..<rows.count {
                let start = rows[row] * width
                for place in start..<start + width where !tensor.dataType.number(at: place, in: bytes).isFinite {
                    found += 1
                    break
                }
            }
        }
        if let slot = self.empty { sink(slot, .share(found, of: rows.count)) }
        return found > 0
    }

    /// Measures how long strings are, or rows that differ in length.
    func measureLength(_ tensor: Tensor, _ sink: (Int, MeasureValue) -> Void) {
        guard let slot = self.length else { return }
        guard tensor.dataType == .bytes else {
            guard let count = tensor.shape.dimensions.first, count > 0 else { return }
            sink(slot, .number(Double(tensor.shape.elementCount / count)))
            return
        }
        var elements = StringElements()
        let bytes = tensor.bytes
        let texts = EvenChoice(of: tensor.shape.elementCount, most: MeasurePlan.maximumRows)
        var (index, chosen) = (0, 0)
        while chosen < texts.count, let range = try? elements.next(in: bytes) {
            if index == texts[chosen] {
                sink(slot, .number(Double(TextMeasures(bytes.extracting(range)).characters)))
                chosen += 1
            }
            index += 1
        }
    }

    /// Measures the values of columns.
    func measureValues(_ tensor: Tensor, _ sink: (Int, MeasureValue) -> Void) {
        guard let slot = self.value, tensor.shape.elementCount > 0 else { return }
        // A vector of a fixed length is one row, as the signature's columns say.
        let isRow = tensor.shape.rank == 0 || tensor.shape.rank == 1 && self.columns > 1
        let count = isRow ? 1 : tensor.shape.dimensions[0]
        let width = tensor.shape.elementCount / count
        let rows = EvenChoice(of: count, most: MeasurePlan.maximumRows)
        let bytes = tensor.bytes
        for column in 0..<min(self.columns, width) {
            for row in 0..<rows.count {
                let number = tensor.dataType.number(at: rows[row] * width + column, in: bytes)
                sink(slot + column, .number(number))
            }
        }
    }
}

/// What an output of classes says of each row.
struct Words {
    /// Whole numbers, truth values or strings, one a row.
    let tensor: Tensor
    /// The words that numbers stand for.
    let names: [String]?

    /// Counts the classes of some rows.
    func report(to slot: Int, _ sink: (Int, MeasureValue) -> Void) {
        let rows = EvenChoice(of: self.tensor.shape.elementCount, most: MeasurePlan.maximumRows)
        for row in 0..<rows.count {
            if let word = self.tensor.word(at: rows[row], names: self.names) { sink(slot, .category(word)) }
        }
    }
}

extension AnswerPlan {
    /// Measures how sure the version is, and of what, row by row.
    ///
    /// The class is, in this order: the name of the greatest probability's index; what the output of classes says; that
    /// index.
    func measureClasses(
        _ tensor: Tensor,
        _ output: Output,
        _ first: Probability,
        _ words: Words?,
        _ sink: (Int, MeasureValue) -> Void
    ) {
        let elements = tensor.shape.elementCount
        let isOne = output.isNamed && tensor.hasOneElementPerRow
        let count = isOne ? elements : elements / max(tensor.shape.dimensions.last ?? 1, 1)
        let hasWords = words.map { $0.tensor.shape.elementCount == count } ?? false
        let rows = EvenChoice(of: count, most: MeasurePlan.maximumRows)
        for row in 0..<rows.count {
            let place = rows[row]
            let found = place == 0 ? first : Probability(tensor, isNamed: output.isNamed, row: place)
            guard let found else { continue }
            if let slot = self.confidence {
                sink(slot, .number(found.value))
                sink(slot + 1, .number(Probability.entropy(of: tensor, row: place)))
                sink(slot + 2, .number(found.margin))
            }
            guard let slot = self.label else { continue }
            if let labels = output.labels, labels.indices.contains(found.index) {
                sink(slot, .category(AviaryCore.bounded(labels[found.index])))
            } else if hasWords, let word = words?.tensor.word(at: place, names: words?.names) {
                sink(slot, .category(word))
            } else {
                sink(slot, .category("\(found.index)"))
            }
        }
    }
}
