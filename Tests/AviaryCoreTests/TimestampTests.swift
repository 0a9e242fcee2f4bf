import AviaryCore
import Testing

struct TimestampTests {
    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"),
        (951_782_399, 999, "2000-02-28T23:59:59.999Z"),
        (951_782_400, 7, "2000-02-29T00:00:00.007Z"),
        (1_709_251_199, 0, "2024-02-29T23:59:59.000Z"),
        (1_709_251_200, 0, "2024-03-01T00:00:00.000Z"),
        (4_107_542_399, 10, "2100-02-28T23:59:59.010Z"),
        (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"),
        (1_798_761_599, 500, "2026-12-31T23:59:59.500Z"),
        (-1, 0, "1969-12-31T23:59:59.000Z"),
        (-1, 999, "1969-12-31T23:59:59.999Z"),
        (-2_208_988_800, 0, "1900-01-01T00:00:00.000Z"),
        (253_402_300_799, 999, "9999-12-31T23:59:59.999Z"),
    ])
    func `times are printed as RFC 3339 has them`(seconds: Int, milliseconds: Int, text: String) {
        #expect(Timestamp(milliseconds: Int64(seconds * 1000 + milliseconds)).iso8601 == text)
    }

    @Test func `what no year of four digits has is written as the nearest time`() {
        #expect(Timestamp(milliseconds: .min).iso8601 == "0000-01-01T00:00:00.000Z")
        #expect(Timestamp(milliseconds: .max).iso8601 == "9999-12-31T23:59:59.999Z")
    }

    @Test func `days follow each other over a century`() {
        var expected = (year: 1999, month: 12, day: 31)
        for day in 0..<36_890 {
            expected.day += 1
            let isLeap = expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            if expected.day > lengths[expected.month - 1] { (expected.day, expected.month) = (1, expected.month + 1) }
            if expected.month > 12 { (expected.month, expected.year) = (1, expected.year + 1) }
            let time = Timestamp(milliseconds: Int64(946_684_800 + day * 86_400) * 1000)
            let parts = time.iso8601.prefix(10).split(separator: "-").compactMap { Int($0) }
            #expect(parts == [expected.year, expected.month, expected.day])
        }
    }
}
