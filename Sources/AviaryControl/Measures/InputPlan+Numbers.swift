internal import AviaryCore

extension InputPlan {
    /// Measures columns of numbers, or the numbers of a row that are one feature together.
    func measureNumbers(_ tensor: Tensor, _ base: Int, _ tally: inout Tally, _ sink: (Int, MeasureValue) -> Void) {
        let (count, width) = self.rows(of: tensor)
        let type = tensor.dataType
        let bytes = tensor.bytes
        let features = self.features
        let rows = EvenChoice(of: count, most: MeasurePlan.maximumRows)
        // What is one feature together is chosen from like rows.
        let together = EvenChoice(of: width, most: max(1, MeasurePlan.maximumColumns / rows.count))
        for column in 0..<(self.columns == 0 ? 1 : min(features, width)) {
            let range = self.ranges[column]
            var missing = 0
            var outside = 0
            let each = self.columns == 0 ? together.count : 1
            for row in 0..<rows.count {
                let start = rows[row] * width
                for index in 0..<each {
                    let place = start + (self.columns == 0 ? together[index] : column)
                    let number = type.number(at: place, in: bytes)
                    sink(base + column, .number(number))
                    if !number.isFinite {
                        missing += 1
                    } else if let range, !range.contains(number) {
                        outside += 1
                    }
                }
            }
            let seen = rows.count * each
            sink(base + features + column, .share(missing, of: seen))
            tally.missing += missing
            tally.elements += seen
            if range != nil, let bounded, seen > missing {
                sink(bounded + column, .share(outside, of: seen - missing))
                tally.outside += outside
                tally.ranged += seen - missing
            }
        }
    }

    /// Measures the length of each row, as a vector.
    func measureNorms(_ tensor: Tensor, _ base: Int, _ tally: inout Tally, _ sink: (Int, MeasureValue) -> Void) {
        let (count, width) = self.rows(of: tensor)
        let rows = EvenChoice(of: count, most: MeasurePlan.maximumRows)
        var missing = 0
        for row in 0..<rows.count {
            let squares = tensor.squares(rows[row] * width..<(rows[row] + 1) * width)
            missing += squares.missing
            sink(base, squares.missing == 0 ? .number(squares.sum.squareRoot()) : .missing)
        }
        let seen = rows.count * width
        sink(base + 1, .share(missing, of: seen))
        tally.missing += missing
        tally.elements += seen
    }
}
