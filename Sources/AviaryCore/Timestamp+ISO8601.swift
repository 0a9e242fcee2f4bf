extension Timestamp {
    /// The time in UTC as RFC 3339 has it: `2026-07-28T09:05:01.007Z`, in the Gregorian calendar.
    ///
    /// What lies outside the years 0 to 9999 is written as the nearest time inside them.
    public var iso8601: String {
        var text: [UInt8] = []
        self.appendISO8601(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the same, always 24 bytes.
    ///
    /// - Parameter text: where it is written to.
    package func appendISO8601(to text: inout [UInt8]) {
        let time = min(max(self.milliseconds, Self.ends.first), Self.ends.last)
        let seconds = Self.floor(Int(time), by: 1000)
        let days = Self.floor(seconds, by: 86_400)
        let date = Self.date(ofDay: days)
        let ofDay = seconds - days * 86_400
        text.append(decimal: date.year, digits: 4)
        text.append(UInt8(ascii: "-"))
        text.append(decimal: date.month, digits: 2)
        text.append(UInt8(ascii: "-"))
        text.append(decimal: date.day, digits: 2)
        text.append(UInt8(ascii: "T"))
        text.append(decimal: ofDay / 3600, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: ofDay / 60 % 60, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: ofDay % 60, digits: 2)
        text.append(UInt8(ascii: "."))
        text.append(decimal: Int(time) - seconds * 1000, digits: 3)
        text.append(UInt8(ascii: "Z"))
    }

    /// The first millisecond of the year 0 and the last one of the year 9999.
    private static let ends: (first: Int64, last: Int64) = (-62_167_219_200_000, 253_402_300_799_999)

    /// The date of a day since 1970.
    ///
    /// Counted from 1 March of the year 0 in cycles of 400 years, so that the leap day is a year's last.
    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let days = day + 719_468
        let cycle = self.floor(days, by: 146_097)
        let dayOfCycle = days - cycle * 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        // Months from March on have 31, 30, 31, 30, 31 days, over and over: 153 days in five.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floor(_ number: Int, by divisor: Int) -> Int {
        (number >= 0 ? number : number - divisor + 1) / divisor
    }
}

extension [UInt8] {
    /// Appends a number with zeros in front.
    ///
    /// - Parameters:
    ///   - number: not negative.
    ///   - digits: how many digits are written; higher ones are cut off.
    fileprivate mutating func append(decimal number: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            self.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
