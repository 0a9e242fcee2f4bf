extension Timestamp {
    /// Reads a time as RFC 3339 has it, such as `2026-07-28T09:05:01.007Z` or `2026-07-28T11:05:01+02:00`.
    ///
    /// - Parameter text: a date, `T` or a blank, a time of day with or without decimals of its seconds (what is finer than a
    ///   millisecond is cut off), and `Z` or how far the place is ahead of UTC; `nil` for anything else.
    package init?(iso8601 text: String) {
        var rest = Array(text.utf8)[...]
        func number(_ digits: Int, in range: ClosedRange<Int>) -> Int? {
            let word = rest.prefix(digits)
            guard word.count == digits, word.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            rest = rest.dropFirst(digits)
            let value = word.reduce(0) { 10 * $0 + Int($1 - 0x30) }
            return range.contains(value) ? value : nil
        }
        func sign(_ allowed: String) -> UInt8? {
            guard let byte = rest.first, allowed.utf8.contains(byte) else { return nil }
            rest = rest.dropFirst()
            return byte
        }
        guard let year = number(4, in: 0...9999), sign("-") != nil, let month = number(2, in: 1...12), sign("-") != nil,
            let day = number(2, in: 1...Self.days(of: month, year)), sign("Tt ") != nil,
            let hour = number(2, in: 0...23), sign(":") != nil, let minute = number(2, in: 0...59), sign(":") != nil,
            let second = number(2, in: 0...60)
        else { return nil }
        var milliseconds = 0
        if sign(".") != nil {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
            for (place, digit) in zip([100, 10, 1], digits) { milliseconds += place * Int(digit - 0x30) }
        }
        var ahead = 0
        if let direction = sign("+-") {
            guard let hours = number(2, in: 0...23), sign(":") != nil, let minutes = number(2, in: 0...59) else {
                return nil
            }
            ahead = (hours * 60 + minutes) * (direction == UInt8(ascii: "-") ? -1 : 1)
        } else {
            guard sign("Zz") != nil else { return nil }
        }
        guard rest.isEmpty else { return nil }
        let minutes = (Self.day(year, month, day) * 24 + hour) * 60 + minute - ahead
        self.init(milliseconds: Int64((minutes * 60 + second) * 1000 + milliseconds))
    }

    private static func days(of month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// The days from 1970-01-01 to a date of the Gregorian calendar.
    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Years begin in March, so that the leap day is a year's last.
        let years = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let leaps = years >= 0 ? years / 4 - years / 100 + years / 400 : -1
        return years * 365 + leaps + dayOfYear - 719_468
    }
}
