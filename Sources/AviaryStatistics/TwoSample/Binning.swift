/// Into which bins numbers are put before the shares of two samples are compared.
public enum Binning: Sendable, Hashable, CaseIterable {
    /// As Evidently bins for the population stability index, Kullback-Leibler and Jensen-Shannon: if the reference has at most
    /// 20 distinct values, each value of either sample is a bin; else equal bins by Sturges' rule over both samples.
    case pooled
    /// As Evidently bins for the Hellinger distance: equal bins by Sturges' rule over the distinct values of both samples.
    case distinct
    /// As NannyML bins: equal bins by Doane's rule over the reference alone; whatever of the current sample lies outside is
    /// one bin more.
    case reference
}

extension SharePair {
    /// Puts numbers into bins.
    ///
    /// - Parameters:
    ///   - sortedReference: finite, ascending.
    ///   - sortedCurrent: finite, ascending.
    ///   - binning: which bins.
    /// - Complexity: O(n + m) to find the bins, without allocation for each number, unless each value is a bin.
    public init(sortedReference: [Double], sortedCurrent: [Double], binning: Binning) {
        guard !sortedReference.isEmpty, !sortedCurrent.isEmpty else {
            self.init(counts: [], [])
            return
        }
        let edges: [Double]
        switch binning {
        case .pooled:
            guard Self.hasManyValues(sortedReference) else {
                self.init(valuesOf: sortedReference, sortedCurrent)
                return
            }
            let count = sortedReference.count + sortedCurrent.count
            edges = BinEdges.sturges(count: count, over: Self.range(sortedReference, sortedCurrent))
        case .distinct:
            let count = PooledRuns(sortedReference, sortedCurrent).reduce(0) { count, _ in count + 1 }
            edges = BinEdges.sturges(count: count, over: Self.range(sortedReference, sortedCurrent))
        case .reference:
            edges = BinEdges.doane(sortedReference)
        }
        let reference = BinEdges.counts(of: sortedReference, edges)
        let current = BinEdges.counts(of: sortedCurrent, edges)
        let outside = sortedCurrent.count - current.reduce(0, +)
        self.init(counts: reference + (outside > 0 ? [0] : []), current + (outside > 0 ? [outside] : []))
    }

    private init(valuesOf reference: [Double], _ current: [Double]) {
        var counts: (reference: [Int], current: [Int]) = ([], [])
        for run in PooledRuns(reference, current) {
            counts.reference.append(run.countA)
            counts.current.append(run.countB)
        }
        self.init(counts: counts.reference, counts.current)
    }

    /// Whether there are more than 20 distinct values.
    private static func hasManyValues(_ sorted: [Double]) -> Bool {
        var count = 0
        var last = Double.nan
        for value in sorted where value != last {
            count += 1
            if count > 20 { return true }
            last = value
        }
        return false
    }

    private static func range(_ first: [Double], _ second: [Double]) -> (Double, Double) {
        (min(first[0], second[0]), max(first[first.count - 1], second[second.count - 1]))
    }
}
