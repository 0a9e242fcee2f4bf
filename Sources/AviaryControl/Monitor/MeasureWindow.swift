/// What the requests to one version were like over a stretch of time, measure by measure.
package struct MeasureWindow: Pane {
    /// How many requests there were, by what is known of the share that was looked at.
    package private(set) var requests = 0.0
    /// How many of them were looked at.
    package private(set) var sampled = 0
    /// By slot; `nil` where nothing was said of a measure.
    package private(set) var summaries: [Summary?]
    private let seed: UInt64

    /// Begins with no requests.
    ///
    /// - Parameters:
    ///   - slots: how many measures there are.
    ///   - seed: of the quantiles; windows that are put together should not have the same.
    package init(slots: Int, seed: UInt64 = 1) {
        self.summaries = Array(repeating: nil, count: slots)
        self.seed = seed
    }

    /// Counts a request.
    ///
    /// - Parameter weight: for how many it stands, itself included.
    package mutating func count(_ weight: Double) {
        self.requests += weight
        self.sampled += 1
    }

    /// Takes a value in.
    ///
    /// - Parameters:
    ///   - value: the value.
    ///   - slot: of which measure.
    ///   - form: how that measure is summed up.
    package mutating func add(_ value: MeasureValue, to slot: Int, _ form: Measure.Form) {
        if self.summaries[slot] == nil { self.summaries[slot] = Summary(form, seed: self.seed) }
        self.summaries[slot]?.add(value)
    }

    /// The same with other slots.
    ///
    /// - Parameter origins: for each slot the present one of the same measure; `nil` for one that was not measured.
    /// - Returns: the window, with nothing said of what was not measured.
    package func arranged(by origins: [Int?]) -> MeasureWindow {
        var window = self
        window.summaries = origins.map { origin in origin.flatMap { self.summaries[$0] } }
        return window
    }

    package mutating func merge(_ other: MeasureWindow) {
        self.requests += other.requests
        self.sampled += other.sampled
        for slot in self.summaries.indices where slot < other.summaries.count {
            guard let theirs = other.summaries[slot] else { continue }
            // Summaries of one slot have one form and one size, so they add up.
            if self.summaries[slot] == nil {
                self.summaries[slot] = theirs
            } else {
                try? self.summaries[slot]?.merge(theirs)
            }
        }
    }
}
