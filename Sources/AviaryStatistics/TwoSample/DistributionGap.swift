/// What lies between two empirical distributions.
enum DistributionGap {
    /// The integral over x of a function of `|F(x) - G(x)|`, which is 0 at 0.
    ///
    /// - Parameters:
    ///   - a: finite, ascending.
    ///   - b: finite, ascending.
    ///   - height: the function.
    /// - Returns: NaN where a sample is empty.
    @inline(__always)
    static func integral(_ a: [Double], _ b: [Double], _ height: (Double) -> Double) -> Double {
        let (n, m) = (a.count, b.count)
        guard n > 0, m > 0 else { return .nan }
        let (shareA, shareB) = (1 / Double(n), 1 / Double(m))
        var (i, j) = (0, 0)
        var sum = 0.0
        var last = min(a[0], b[0])
        while i < n || j < m {
            let value = i < n && (j >= m || a[i] <= b[j]) ? a[i] : b[j]
            // Equal sizes times equal counts make equal products: a copy has distance 0 without rounding.
            if i * m != j * n, value > last {
                sum += height(abs(Double(i) * shareA - Double(j) * shareB)) * (value - last)
            }
            last = value
            while i < n, a[i] == value { i += 1 }
            while j < m, b[j] == value { j += 1 }
        }
        return sum
    }
}
