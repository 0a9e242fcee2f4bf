internal import Glibc

/// Numbers for people: four digits that matter.
package enum ShortNumber {
    /// Writes a number.
    ///
    /// - Parameter value: the number.
    /// - Returns: for instance `0.04213`, `1234`, `1.234e-12`, or a dash where it is none.
    package static func text(_ value: Double?) -> String {
        guard let value, !value.isNaN else { return "-" }
        guard value.isFinite else { return value < 0 ? "-inf" : "inf" }
        guard value != 0 else { return "0" }
        let exponent = Int(floor(log10(value.magnitude)))
        if (-4...5).contains(exponent) { return self.plain(value, decimals: max(0, 3 - exponent)) }
        let mantissa = value / pow(10, Double(exponent))
        return mantissa.isFinite && mantissa != 0 ? "\(self.plain(mantissa, decimals: 3))e\(exponent)" : "\(value)"
    }

    /// Writes a share as per cent.
    package static func percent(_ share: Double) -> String { "\(self.plain(share * 100, decimals: 1)) %" }

    /// Writes a number with so many decimals at most.
    static func plain(_ value: Double, decimals: Int) -> String {
        let scaled = Int64((value.magnitude * pow(10, Double(decimals))).rounded())
        let digits = String(scaled)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        var text = "\(padded.dropLast(decimals))"
        let fraction = String(padded.suffix(decimals).reversed().drop { $0 == "0" }.reversed())
        if !fraction.isEmpty { text += ".\(fraction)" }
        return value < 0 && scaled != 0 ? "-\(text)" : text
    }

    /// Writes a count with its thousands apart.
    package static func count(_ count: Int) -> String {
        var text = ""
        for (index, digit) in String(count).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3), digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
