import AviaryOffline
import Testing

struct ShortNumberTests {
    @Test(arguments: [
        (0.0, "0"), (0.042134, "0.04213"), (1234.56, "1235"), (-1.5, "-1.5"), (100_000, "100000"),
        (1.2344e-12, "1.234e-12"), (3.2e9, "3.2e9"), (0.99996, "1"), (.infinity, "inf"), (.nan, "-"),
        (1.7976931348623157e308, "1.798e308"),
    ])
    func `four digits are enough`(value: Double, text: String) { #expect(ShortNumber.text(value) == text) }

    @Test func `counts have their thousands apart`() {
        #expect([0, 999, 1000, 1_234_567].map(ShortNumber.count) == ["0", "999", "1,000", "1,234,567"])
    }
}
