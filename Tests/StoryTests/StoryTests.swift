import AviaryControl
import AviaryCore
import Stories
import Testing

/// What is noticed in worlds whose truth is known: which alert, of what kind, and how soon.
struct StoryTests {
    /// Nothing until a day, everything from there on.
    private static func sudden(_ day: Double) -> (Double) -> Double { { $0 < day ? 0 : 1 } }

    @Test func `photos that get darker drift within a day, and the detector's confidence falls`() throws {
        let run = try StoryRun(DarkerPhotos(), days: 14, seed: 1, change: Self.sudden(10))
        let drift = try #require(run.fired.first { $0.monitor == "photos" })
        #expect((10...11.1).contains(drift.day))
        #expect(drift.evidence.ranking.first?.feature == "photo.brightness")
        let confidence = try #require(run.fired.first { $0.monitor == "confidence" })
        #expect((10...10.6).contains(confidence.day))
        #expect(run.fired.allSatisfy { $0.day >= 10 })
    }

    @Test func `photos that get darker day by day are noticed on the way`() throws {
        let run = try StoryRun(DarkerPhotos(), days: 20, seed: 2) { max(0, min(1, ($0 - 6) / 10)) }
        let drift = try #require(run.fired.first { $0.monitor == "photos" })
        #expect((6...10).contains(drift.day))
    }

    @Test func `young voices are noticed by their pitch`() throws {
        let run = try StoryRun(YoungVoices(), days: 16, seed: 3, change: Self.sudden(10))
        let drift = try #require(run.fired.first)
        #expect((10...12.2).contains(drift.day))
        #expect(drift.evidence.ranking.first?.feature == "audio.pitch")
    }

    @Test func `fraud that changes overnight is a sudden change of concept, and no drift of inputs`() throws {
        let run = try StoryRun(FraudOvernight(), days: 20, seed: 4, change: Self.sudden(12))
        #expect(run.fired.map(\.monitor) == ["concept"])
        let concept = try #require(run.fired.first)
        #expect((12...12.6).contains(concept.day))
        #expect(concept.evidence.change == "sudden")
        let since = try #require(concept.evidence.since)
        #expect(abs(Double(since.milliseconds - 1_750_000_000_000) / 86_400_000 - 12) < 0.2)
    }

    @Test func `house prices that creep up are a gradual change of concept`() throws {
        let run = try StoryRun(CreepingPrices(), days: 70, seed: 5) { max(0, min(1, ($0 - 15) / 50)) }
        let concept = try #require(run.fired.first { $0.monitor == "concept" })
        #expect((15...40).contains(concept.day))
        // At the first signal the slope has hardly begun; as more labels come it is told from a step.
        #expect(run.latest["concept"]?.change == "gradual")
    }

    @Test func `a field that breaks upstream fires within two hours and is resolved when it is repaired`() throws {
        let run = try StoryRun(BrokenField(), days: 8, seed: 6) { (4..<5).contains($0) ? 1 : 0 }
        #expect(run.fired.map(\.monitor) == ["missing"])
        #expect((4...4.13).contains(try #require(run.fired.first).day))
        #expect((5...5.2).contains(try #require(run.resolved.first).day))
    }

    @Test func `users who ask again are noticed within two hours`() throws {
        let run = try StoryRun(RetryingUsers(), days: 4, seed: 7, change: Self.sudden(2))
        #expect((2...2.13).contains(try #require(run.fired.first).day))
    }

    @Test(arguments: [11] as [UInt64])
    func `thirty days in which nothing changes are silent`(seed: UInt64) throws {
        #expect(try StoryRun(DarkerPhotos(), days: 30, seed: seed) { _ in 0 }.fired.isEmpty)
        #expect(try StoryRun(YoungVoices(), days: 30, seed: seed) { _ in 0 }.fired.isEmpty)
        #expect(try StoryRun(FraudOvernight(), days: 30, seed: seed) { _ in 0 }.fired.isEmpty)
        #expect(try StoryRun(CreepingPrices(), days: 30, seed: seed) { _ in 0 }.fired.isEmpty)
        #expect(try StoryRun(BrokenField(), days: 30, seed: seed) { _ in 0 }.fired.isEmpty)
        #expect(try StoryRun(RetryingUsers(), days: 30, seed: seed) { _ in 0 }.fired.isEmpty)
    }
}
