extension Timestamp {
    /// Reads a time as RFC 3339 has it, in UTC: `2026-07-28T09:05:01Z`, with or without decimals of a second.
    ///
    /// - Parameter text: the time; decimals beyond milliseconds are cut off. `nil` for anything else, other time zones and
    ///   leap seconds among it.
    package init?(iso8601 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
        let signs: [(Int, UInt8)] = [
            (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (10, UInt8(ascii: "T")), (13, UInt8(ascii: ":")),
            (16, UInt8(ascii: ":")),
        ]
        guard signs.allSatisfy({ bytes[$0.0] == $0.1 }),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
            (1...12).contains(month), (1...Self.days(of: month, year)).contains(day), hour < 24, minute < 60,
            second < 60
        else { return nil }
        var milliseconds = 0
        if bytes.count > 20 {
            let decimals = bytes[20..<(bytes.count - 1)]
            guard bytes[19] == UInt8(ascii: "."), !decimals.isEmpty, Self.number(decimals.prefix(18)) != nil,
                decimals.count <= 18
            else { return nil }
            let first =
                Array(decimals.prefix(3)) + Array(repeating: UInt8(ascii: "0"), count: max(0, 3 - decimals.count))
            milliseconds = Self.number(first[...]) ?? 0
        }
        let seconds = ((Self.days(before: year, month) + day - 1) * 24 + hour) * 3600 + minute * 60 + second
        self.init(milliseconds: Int64(seconds) * 1000 + Int64(milliseconds))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    private static func days(of month: Int, _ year: Int) -> Int {
        switch month {
        case 2: Self.isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The days from 1970 to the first of a month; negative before.
    private static func days(before year: Int, _ month: Int) -> Int {
        // Leap years before a year: those of the year 0 count, as in the proleptic calendar.
        func leaps(_ year: Int) -> Int { year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1 }
        let years = year * 365 + leaps(year) - (1970 * 365 + leaps(1970))
        return years + (1..<max(month, 1)).reduce(0) { $0 + Self.days(of: $1, year) }
    }
}
