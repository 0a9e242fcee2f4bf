internal import Glibc

/// A point in time for a log line.
struct LogTime: Sendable, Hashable {
    /// Whole seconds since 1970 in UTC.
    let seconds: Int
    /// Milliseconds of the second, 0 to 999.
    let milliseconds: Int

    /// Makes a time from its parts.
    init(seconds: Int, milliseconds: Int) {
        self.seconds = seconds
        self.milliseconds = milliseconds
    }

    /// The present time.
    static var now: LogTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LogTime(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }

    /// Appends the time as RFC 3339 has it: `2026-07-28T09:05:01.007Z`, always 24 bytes.
    ///
    /// - Parameter line: the line that is written.
    func append(to line: inout [UInt8]) {
        let date = self.date
        let ofDay = self.seconds - LogTime.floor(self.seconds, by: 86_400) * 86_400
        line.append(decimal: date.year, digits: 4)
        line.append(UInt8(ascii: "-"))
        line.append(decimal: date.month, digits: 2)
        line.append(UInt8(ascii: "-"))
        line.append(decimal: date.day, digits: 2)
        line.append(UInt8(ascii: "T"))
        line.append(decimal: ofDay / 3600, digits: 2)
        line.append(UInt8(ascii: ":"))
        line.append(decimal: ofDay / 60 % 60, digits: 2)
        line.append(UInt8(ascii: ":"))
        line.append(decimal: ofDay % 60, digits: 2)
        line.append(UInt8(ascii: "."))
        line.append(decimal: self.milliseconds, digits: 3)
        line.append(UInt8(ascii: "Z"))
    }

    /// The date in the Gregorian calendar, for the years 0 to 9999.
    ///
    /// Counted from 1 March of the year 0 in cycles of 400 years, so that the leap day is a year's last.
    private var date: (year: Int, month: Int, day: Int) {
        let days = LogTime.floor(self.seconds, by: 86_400) + 719_468
        let cycle = LogTime.floor(days, by: 146_097)
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
