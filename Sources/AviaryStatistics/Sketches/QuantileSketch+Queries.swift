extension QuantileSketch {
    /// The numbers that are still there, ascending and each once, with how many of the stream each stands for.
    ///
    /// The weights' sum is ``count``. The stream's minimum and maximum need not be among the numbers.
    ///
    /// - Complexity: O(k log k).
    public var weightedValues: [(value: Double, weight: Int)] {
        var all: [(value: Double, weight: Int)] = []
        all.reserveCapacity(self.items.count - self.free)
        for level in self.ends.indices {
            for value in self.level(level) { all.append((value, 1 << level)) }
        }
        all.sort { $0.value < $1.value }
        var result: [(value: Double, weight: Int)] = []
        result.reserveCapacity(all.count)
        for item in all {
            if let last = result.last, last.value == item.value {
                result[result.count - 1].weight += item.weight
            } else {
                result.append(item)
            }
        }
        return result
    }

    /// The share of the stream's numbers that are at most this one.
    ///
    /// - Parameter x: any number.
    /// - Returns: 0...1, off by ``rankError``; exact below the minimum and from the maximum on; NaN for no numbers, or NaN.
    /// - Complexity: O(k).
    public func rank(_ x: Double) -> Double {
        guard self.count > 0, !x.isNaN else { return .nan }
        if x < self.least { return 0 }
        if x >= self.most { return 1 }
        var below = 0
        for level in self.ends.indices {
            let numbers = self.level(level)
            below += numbers.reduce(0) { $1 <= x ? $0 + 1 : $0 } << level
        }
        return Double(below) / Double(self.count)
    }

    /// The smallest number of which the share of those that are at most as large is at least `q`.
    ///
    /// - Parameter q: 0...1; the minimum and the maximum, exactly, for what is at most 0 and at least 1.
    /// - Returns: a number that has come; the share is off by ``rankError``. `nil` for no numbers, or NaN.
    /// - Complexity: O(k log k).
    public func quantile(_ q: Double) -> Double? { self.quantiles([q]).first ?? nil }

    /// Several quantiles at once.
    ///
    /// - Parameter shares: as in ``quantile(_:)``, in any order.
    /// - Returns: one for each.
    /// - Complexity: O(k log k).
    public func quantiles(_ shares: [Double]) -> [Double?] {
        guard self.count > 0 else { return shares.map { _ in nil } }
        let values = self.weightedValues
        var sums: [Int] = []
        sums.reserveCapacity(values.count)
        for item in values { sums.append((sums.last ?? 0) + item.weight) }
        return shares.map { share in
            if share.isNaN { return nil }
            if share <= 0 { return self.least }
            if share >= 1 { return self.most }
            let wanted = share * Double(self.count)
            var (low, high) = (0, sums.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if Double(sums[middle]) < wanted { low = middle + 1 } else { high = middle }
            }
            return values[low].value
        }
    }
}
