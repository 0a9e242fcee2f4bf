/// Durations as people write them: `500us`, `2ms`, `1.5s`, `30s`, `5m`, `6h`, `30d`.
package enum DurationText {
    /// A unit's word and its nanoseconds, longest unit first.
    private static let units: [(word: String, nanoseconds: UInt64)] = [
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000),
        ("ns", 1),
    ]

    /// A day, which is read and never written: a day of a calendar may have another length.
    private static let day = (word: "d", nanoseconds: UInt64(86_400_000_000_000))

    /// The longest duration that can be written: the nanoseconds that fit into 63 bits, about 292 years.
    private static let limit = UInt64(Int64.max)

    /// Reads a duration.
    ///
    /// - Parameter text: a number that is not negative, with or without decimals, and a unit: `ns`, `us`, `ms`, `s`, `m`,
    ///   `h` or `d`.
    /// - Returns: the duration, exactly.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that says how a duration is written.
    package static func parse(_ text: String) throws(AviaryError) -> Duration {
        guard let nanoseconds = Self.nanoseconds(text) else {
            throw AviaryError(
                .invalidArgument,
                "a duration is a number and a unit (ns, us, ms, s, m, h, d) such as 500us, 1.5s or 5m, got '\(text)'"
            )
        }
        return .nanoseconds(Int64(nanoseconds))
    }

    /// Writes a duration so that ``parse(_:)`` reads the same one.
    ///
    /// - Parameter duration: not negative, in whole nanoseconds, at most 292 years.
    /// - Returns: a whole number of the longest unit that divides it.
    package static func print(_ duration: Duration) -> String {
        let nanoseconds = duration.nanoseconds
        guard nanoseconds > 0 else { return "0s" }
        let unit = Self.units.first { nanoseconds.isMultiple(of: $0.nanoseconds) } ?? ("ns", 1)
        return "\(nanoseconds / unit.nanoseconds)\(unit.word)"
    }

    private static func nanoseconds(_ text: String) -> UInt64? {
        let digits = text.utf8.prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
        }
        let word = text.utf8.dropFirst(digits.count)
        guard let unit = ([Self.day] + Self.units).first(where: { $0.word.utf8.elementsEqual(word) }) else {
            return nil
        }
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty else { return nil }
        var sum: UInt64 = 0
        for digit in whole {
            let (tens, overflow) = sum.multipliedReportingOverflow(by: 10)
            guard !overflow, tens <= Self.limit else { return nil }
            sum = tens + UInt64(digit - UInt8(ascii: "0"))
        }
        let (product, overflow) = sum.multipliedReportingOverflow(by: unit.nanoseconds)
        guard !overflow, product <= Self.limit else { return nil }
        guard parts.count == 2 else { return product }
        guard let fraction = Self.fraction(parts[1], of: unit.nanoseconds) else { return nil }
        return product + fraction <= Self.limit ? product + fraction : nil
    }

    /// The nanoseconds of a unit's decimals; `nil` for what is no number, or finer than a nanosecond.
    private static func fraction(_ digits: Substring.UTF8View, of unit: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var sum: UInt64 = 0
        // What a one at the present decimal is worth in nanoseconds.
        var worth = unit
        for digit in digits {
            guard digit != UInt8(ascii: ".") else { return nil }
            let value = UInt64(digit - UInt8(ascii: "0"))
            guard worth.isMultiple(of: 10) else {
                guard value == 0 else { return nil }
                continue
            }
            worth /= 10
            sum += worth * value
        }
        return sum
    }
}
