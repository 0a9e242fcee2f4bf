import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

struct PaneHistoryTests {
    private struct Count: Pane, Equatable {
        var count = 0
        mutating func merge(_ other: Count) { self.count += other.count }
    }

    private static func history() -> PaneHistory<Count> {
        PaneHistory(short: .seconds(10), shortCount: 6, longCount: 5, empty: { _ in Count() })
    }

    private static func at(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: 1_000_000_000_000 + seconds * 1000)
    }

    @Test func `a window has what came within it, and at most a pane more`() throws {
        var history = Self.history()
        for second in 0..<60 { history.add(at: Self.at(Int64(second))) { $0.count += 1 } }
        let window = try #require(history.window(.seconds(20), until: Self.at(59)))
        #expect((20...30).contains(window.value.count))
        #expect(history.window(.seconds(60), until: Self.at(59))?.value.count == 60)
    }

    @Test(arguments: [10, 30] as [Int64])
    func `a short window has nothing of a long pane that is still filled`(length: Int64) throws {
        var history = Self.history()
        for second in 0..<600 as Range<Int64> {
            history.add(at: Self.at(second)) { $0.count += 1 }
            let window = try #require(history.window(.seconds(length), until: Self.at(second)))
            #expect(window.value.count <= length + 10)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `nothing is lost while it is within reach, and nothing is kept beyond`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        var history = Self.history()
        var times: [Int64] = []
        var now: Int64 = 0
        for _ in 0..<2000 {
            now += Int64.random(in: 0...3, using: &random)
            times.append(now)
            history.add(at: Self.at(now)) { $0.count += 1 }
        }
        for length in [10, 60, 300] as [Int64] {
            let least = times.count { $0 > now - length }
            let most = times.count { $0 > now - length - 60 }
            let window = try #require(history.window(.seconds(length), until: Self.at(now)))
            #expect((least...most).contains(window.value.count), "\(length)")
        }
        let all = try #require(history.window(.seconds(1_000_000), until: Self.at(now)))
        #expect(all.value.count <= times.count { $0 > now - 60 * 8 })
    }

    @Test func `a long silence forgets what was before it`() {
        var history = Self.history()
        history.add(at: Self.at(0)) { $0.count += 1 }
        history.add(at: Self.at(100_000)) { $0.count += 10 }
        #expect(history.window(.seconds(1_000_000), until: Self.at(100_000))?.value.count == 10)
    }

    @Test func `a clock that goes back counts for the newest pane`() {
        var history = Self.history()
        history.add(at: Self.at(100)) { $0.count += 1 }
        history.add(at: Self.at(50)) { $0.count += 1 }
        #expect(history.window(.seconds(10), until: Self.at(100))?.value.count == 2)
    }
}
