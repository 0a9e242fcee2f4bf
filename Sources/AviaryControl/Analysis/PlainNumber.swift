/// A number as people read it: two digits behind the point, or, for small ones, two that are not zero.
struct PlainNumber: CustomStringConvertible {
    let description: String

    /// Writes a number.
    ///
    /// - Parameter value: the number.
    init(_ value: Double) {
        guard value.isFinite, value.magnitude < 1e12 else {
            self.description = "\(value)"
            return
        }
        var (decimals, scale) = (2, 100.0)
        while decimals < 6, value != 0, value.magnitude * scale < 9.95 {
            (decimals, scale) = (decimals + 1, scale * 10)
        }
        let digits = String(Int64((value.magnitude * scale).rounded()))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        var text = "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
        for _ in 2..<max(decimals, 3) where decimals > 2 && text.hasSuffix("0") { text.removeLast() }
        self.description = value < 0 && text.contains { $0 != "0" && $0 != "." } ? "-\(text)" : text
    }
}
