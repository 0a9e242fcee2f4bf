import AviaryCore
import AviaryTesting
import Testing

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            ("500us", .microseconds(500)), ("2ms", .milliseconds(2)), ("30s", .seconds(30)), ("5m", .seconds(300)),
            ("6h", .seconds(21600)), ("30d", .seconds(2_592_000)), ("0s", .zero), ("1.5s", .milliseconds(1500)),
            ("0.25ms", .microseconds(250)),
            ("1.000000000s", .seconds(1)), ("7ns", .nanoseconds(7)), ("007s", .seconds(7)),
            ("0.0000000001h", .nanoseconds(360)), ("9223372036854775807ns", .nanoseconds(Int64.max)),
        ] as [(String, Duration)]
    )
    func `durations are read exactly`(text: String, duration: Duration) throws {
        #expect(try DurationText.parse(text) == duration)
    }

    @Test(
        arguments: [
            "", "5", "s", ".5s", "5.s", "-1s", "+1s", "1 s", "1S", "1sec", "1e3s", "1.2.3s", "0.5ns", "1.0000000001s",
            "9223372036854775808ns", "99999999999999999999h", "3000000h", "1s ", "٣s", "1us2",
        ]
    )
    func `what is no duration is refused with an example`(text: String) {
        let error = #expect(throws: AviaryError.self) { try DurationText.parse(text) }
        #expect(
            error?.message
                == "a duration is a number and a unit (ns, us, ms, s, m, h, d) such as 500us, 1.5s or 5m, got '\(text)'"
        )
    }

    @Test(
        arguments: [
            (.microseconds(500), "500us"), (.milliseconds(1500), "1500ms"), (.seconds(90), "90s"), (.seconds(60), "1m"),
            (.seconds(86400), "24h"), (.zero, "0s"), (.nanoseconds(1001), "1001ns"),
        ] as [(Duration, String)]
    )
    func `durations are written in the longest unit that divides them`(duration: Duration, text: String) {
        #expect(DurationText.print(duration) == text)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `what is written is read back`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let duration = Duration.nanoseconds(
            Int64.random(in: 0...(.max >> Int.random(in: 0..<63, using: &random)), using: &random)
        )
        #expect(try DurationText.parse(DurationText.print(duration)) == duration)
    }
}
