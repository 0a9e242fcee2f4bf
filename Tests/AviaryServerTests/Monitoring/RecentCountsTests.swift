import AviaryCore
import AviaryServer
import Testing

/// What becomes of a version's counts over the last minute.
struct RecentCountsTests {
    private static let start = Moment.now

    /// Looks at requests, runs and refusals at these seconds.
    private static func looked(
        _ looks: (second: Int, requests: UInt64, runs: UInt64, refused: UInt64)...
    ) -> RecentCounts {
        var recent = RecentCounts()
        for look in looks {
            recent.look(
                RecentCounts.Counts(requests: look.requests, runs: look.runs, refused: look.refused),
                at: Self.start.advanced(by: .seconds(look.second))
            )
        }
        return recent
    }

    @Test func `what was counted before the first look says nothing`() {
        #expect(RecentCounts().batch == nil && RecentCounts().refusals == nil)
        let recent = Self.looked((0, 100, 10, 50))
        #expect(recent.batch == nil && recent.refusals == nil)
    }

    @Test func `requests go by the runs, and refusals by the seconds`() {
        let recent = Self.looked((0, 100, 10, 50), (5, 112, 14, 60))
        #expect(recent.batch == 3 && recent.refusals == 2)
    }

    @Test func `where nothing was run there is no batch, and refusals are counted all the same`() {
        let recent = Self.looked((0, 100, 10, 0), (10, 100, 10, 5))
        #expect(recent.batch == nil && recent.refusals == 0.5)
    }

    @Test func `a burst is forgotten after a minute`() {
        let burst = Self.looked((0, 0, 0, 0), (5, 0, 0, 60), (60, 0, 0, 60))
        #expect(burst.refusals == 1)
        let later = Self.looked((0, 0, 0, 0), (5, 0, 0, 60), (60, 0, 0, 60), (65, 0, 0, 60))
        #expect(later.refusals == 0)
    }

    @Test func `however seldom it is looked, the last two looks count`() {
        let recent = Self.looked((0, 0, 0, 0), (600, 10, 10, 0), (1200, 30, 20, 6))
        #expect(recent.batch == 2 && recent.refusals == 0.01)
    }

    @Test func `a version that was loaded anew begins anew`() {
        let recent = Self.looked((0, 100, 10, 5), (5, 4, 2, 5))
        #expect(recent.batch == nil && recent.refusals == nil)
        let later = Self.looked((0, 100, 10, 5), (5, 4, 2, 5), (10, 10, 4, 15))
        #expect(later.batch == 3 && later.refusals == 2)
    }
}
