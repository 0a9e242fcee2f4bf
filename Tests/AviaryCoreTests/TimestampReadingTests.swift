import AviaryCore
import AviaryTesting
import Testing

struct TimestampReadingTests {
    @Test func `what is written is read as it was`() {
        var random = Seeded(seed: 3)
        let ends: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
        for _ in 0..<2000 {
            let time = Timestamp(milliseconds: Int64.random(in: ends, using: &random))
            #expect(Timestamp(iso8601: time.iso8601) == time, "\(time.iso8601)")
        }
        for milliseconds in [ends.lowerBound, ends.upperBound, 0, 951_782_400_000] {
            let time = Timestamp(milliseconds: milliseconds)
            #expect(Timestamp(iso8601: time.iso8601) == time, "\(time.iso8601)")
        }
        #expect(Timestamp(iso8601: "1970-01-01T00:00:01Z")?.milliseconds == 1000)
        #expect(Timestamp(iso8601: "1970-01-01T00:00:01.5Z")?.milliseconds == 1500)
        #expect(Timestamp(iso8601: "1970-01-01T00:00:01.999999Z")?.milliseconds == 1999)
        #expect(Timestamp(iso8601: "1970-01-01T01:00:00+01:00")?.milliseconds == 0)
        #expect(Timestamp(iso8601: "1970-01-01 00:00:60Z")?.milliseconds == 60_000)
    }

    @Test(arguments: [
        "", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z",
        "1970-00-01T00:00:00Z", "1970-02-29T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z",
        "1970-01-01T00:00:61Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.xZ", "1970-01-01T00:00:00+1:00",
        "197a-01-01T00:00:00Z", "1970-01-01T00:00:0012Z",
    ])
    func `what is no time is refused`(text: String) { #expect(Timestamp(iso8601: text) == nil) }
}
