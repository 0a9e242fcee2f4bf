import AviaryOffline
import Testing

struct DriftVerdictTests {
    @Test func `verdicts are words`() { #expect(DriftVerdict.drifted.rawValue == "drifted") }
}
