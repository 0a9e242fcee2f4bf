import AviaryCore
import Testing

struct DoubledSignsTests {
    @Test(arguments: [("", ""), ("a", "a"), ("'", "''"), ("it's''", "it''s''''"), ("'\u{301}x", "''\u{301}x")])
    func `a sign is doubled, whatever accent stands behind it`(text: String, expected: String) {
        #expect(Array(text.doubling("'").utf8) == Array(expected.utf8))
    }
}
