/// Sizes as people write them: a whole number and `B`, `KiB`, `MiB` or `GiB`; a number alone counts bytes.
package enum ByteSizeText {
    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
    ]

    /// Reads a size such as `64MiB` or `64 MiB`.
    ///
    /// - Parameter text: a number in decimal digits and a unit; blanks may stand between them.
    /// - Returns: the bytes.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that says how a size is written.
    package static func parse(_ text: String) throws(AviaryError) -> Int {
        guard let bytes = self.bytes(text) else {
            throw AviaryError(
                .invalidArgument,
                "a size is a whole number and B, KiB, MiB or GiB, such as 64MiB, not '\(text)'"
            )
        }
        return bytes
    }

    /// Writes a size in the largest unit that needs no fraction.
    ///
    /// - Parameter bytes: not negative.
    /// - Returns: for instance `64MiB`, `1000B` or `0B`; ``parse(_:)`` reads it back.
    package static func print(_ bytes: Int) -> String {
        for unit in self.units where bytes >= unit.bytes && bytes % unit.bytes == 0 {
            return "\(bytes / unit.bytes)\(unit.name)"
        }
        return "\(bytes)B"
    }

    private static func bytes(_ text: String) -> Int? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let number = Int(Substring(digits)) else { return nil }
        let unit = Substring(text.utf8.dropFirst(digits.count).drop { $0 == UInt8(ascii: " ") })
        if unit.isEmpty { return digits.count == text.utf8.count ? number : nil }
        guard let factor = self.units.first(where: { $0.name == unit })?.bytes else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }
}
