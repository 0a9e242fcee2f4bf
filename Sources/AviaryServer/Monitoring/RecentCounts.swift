package import AviaryCore

/// What a version has counted since it was loaded, looked at now and then: what became of it over the last minute.
///
/// Pure: the time is passed in.
package struct RecentCounts: Sendable {
    /// Counts that only grow.
    package struct Counts: Sendable, Hashable {
        /// Requests that were run.
        package var requests: UInt64
        /// Runs of the model, each with one request or several.
        package var runs: UInt64
        /// Requests that were refused because too many waited.
        package var refused: UInt64

        /// Puts counts together.
        ///
        /// - Parameters:
        ///   - requests: requests that were run.
        ///   - runs: runs of the model.
        ///   - refused: requests that were refused.
        package init(requests: UInt64, runs: UInt64, refused: UInt64) {
            self.requests = requests
            self.runs = runs
            self.refused = refused
        }
    }

    /// How far back it is looked: as `rate(...[1m])` does.
    private static let window = Duration.seconds(60)

    /// The oldest first; all but the first lie within the window.
    private var looks: [(at: Moment, counts: Counts)] = []

    /// Has looked at nothing.
    package init() {}

    /// Takes in what is counted now.
    ///
    /// - Parameters:
    ///   - counts: what is counted.
    ///   - now: the present moment.
    package mutating func look(_ counts: Counts, at now: Moment) {
        // A version that was loaded anew has begun to count anew.
        if let last = self.looks.last?.counts, counts.requests < last.requests || counts.runs < last.runs {
            self.looks = []
        }
        self.looks.append((at: now, counts: counts))
        while self.looks.count > 2, self.looks[1].at.advanced(by: Self.window) <= now { self.looks.removeFirst() }
    }

    /// How many requests were run together, on average; `nil` where nothing was run.
    package var batch: Double? {
        guard let first = self.looks.first?.counts, let last = self.looks.last?.counts, last.runs > first.runs else {
            return nil
        }
        return Double(last.requests - first.requests) / Double(last.runs - first.runs)
    }

    /// How many requests were refused a second; `nil` before the second look.
    package var refusals: Double? {
        guard let first = self.looks.first, let last = self.looks.last, last.at > first.at else { return nil }
        return Double(last.counts.refused - first.counts.refused) / (Double(last.at.since(first.at)) / 1e9)
    }
}
