package import AviaryCore

/// What can be added up over stretches of time.
package protocol Pane: Sendable {
    /// Takes in what another pane of the same kind has seen.
    ///
    /// - Parameter other: the other pane.
    mutating func merge(_ other: Self)
}

/// The recent past in panes: short ones at first, put together to long ones as they age, and forgotten in the end.
///
/// Memory is bounded, whatever the traffic. A window that is asked for is made of whole panes, so it may reach back up to
/// one pane further than asked for.
package struct PaneHistory<Value: Pane>: Sendable {
    /// A pane and the time that it covers.
    package struct Entry: Sendable {
        /// When it begins.
        package let start: Timestamp
        /// What was seen.
        package var value: Value
    }

    /// How long a short pane is, in milliseconds.
    private let short: Int64
    /// How many short panes are kept, and make a long one.
    private let shortCount: Int64
    /// How many long panes are kept.
    private let longCount: Int64
    private let empty: @Sendable (Timestamp) -> Value
    private var recent: [Entry] = []
    private var aged: [Entry] = []

    /// Begins with nothing seen.
    ///
    /// - Parameters:
    ///   - short: how long a short pane is; at least a millisecond.
    ///   - shortCount: how many short panes are kept, and make a long one.
    ///   - longCount: how many long panes are kept.
    ///   - empty: makes a pane that has seen nothing, by its beginning.
    package init(
        short: Duration = .seconds(30),
        shortCount: Int = 20,
        longCount: Int = 36,
        empty: @escaping @Sendable (Timestamp) -> Value
    ) {
        self.short = max(1, short.milliseconds)
        self.shortCount = Int64(max(1, shortCount))
        self.longCount = Int64(max(1, longCount))
        self.empty = empty
    }

    /// How far back it reaches.
    package var reach: Duration { .milliseconds(self.short * self.shortCount * (self.longCount + 1)) }

    /// Takes over what another history has seen, in place of all that this one has.
    ///
    /// - Parameters:
    ///   - other: the other one, with panes of the same lengths.
    ///   - change: makes a pane of this history of one of the other.
    package mutating func adopt(_ other: PaneHistory, _ change: (Value) -> Value) {
        self.recent = other.recent.map { Entry(start: $0.start, value: change($0.value)) }
        self.aged = other.aged.map { Entry(start: $0.start, value: change($0.value)) }
    }

    /// Lets something be seen now.
    ///
    /// - Parameters:
    ///   - time: when; what is older than the newest pane counts for that one.
    ///   - change: adds to the pane of that time.
    /// - Returns: what the change returns.
    package mutating func add<Result>(at time: Timestamp, _ change: (inout Value) -> Result) -> Result {
        let start = self.floor(time, self.short)
        if let last = self.recent.last, last.start.milliseconds >= start {
            return change(&self.recent[self.recent.count - 1].value)
        }
        self.age(at: start)
        let beginning = Timestamp(milliseconds: start)
        self.recent.append(Entry(start: beginning, value: self.empty(beginning)))
        return change(&self.recent[self.recent.count - 1].value)
    }

    /// Puts the panes of a stretch of time together.
    ///
    /// - Parameters:
    ///   - length: how long it is.
    ///   - end: when it ends.
    /// - Returns: the panes' sum, and when the first of them begins; `nil` where nothing was seen.
    package func window(_ length: Duration, until end: Timestamp) -> Entry? {
        let panes = self.panes(length, until: end)
        guard var sum = panes.first else { return nil }
        for pane in panes.dropFirst() { sum.value.merge(pane.value) }
        return sum
    }

    /// The panes of a stretch of time, for who wants the sum of a part of them only.
    ///
    /// - Parameters:
    ///   - length: how long it is.
    ///   - end: when it ends.
    /// - Returns: the panes, the oldest first; none where nothing was seen.
    package func panes(_ length: Duration, until end: Timestamp) -> [Entry] {
        let start = end.milliseconds - length.milliseconds
        // The last long pane is not full yet: it has what came before the short ones.
        let recent = self.recent.first?.start.milliseconds ?? .max
        var panes: [Entry] = []
        for (entries, width, limit) in [
            (self.aged, self.short * self.shortCount, recent), (self.recent, self.short, Int64.max),
        ] {
            panes += entries.filter {
                min($0.start.milliseconds + width, limit) > start && $0.start.milliseconds <= end.milliseconds
            }
        }
        return panes
    }

    private func floor(_ time: Timestamp, _ width: Int64) -> Int64 {
        // Division rounds towards zero; times before 1970 do not occur, and would only make a pane longer.
        time.milliseconds / width * width
    }

    /// Puts short panes that are old together to long ones, and forgets long ones that are older.
    private mutating func age(at start: Int64) {
        let width = self.short * self.shortCount
        let oldest = start - width
        while let first = self.recent.first, first.start.milliseconds <= oldest {
            self.recent.removeFirst()
            let long = self.floor(first.start, width)
            if let last = self.aged.last, last.start.milliseconds >= long {
                self.aged[self.aged.count - 1].value.merge(first.value)
            } else {
                self.aged.append(Entry(start: Timestamp(milliseconds: long), value: first.value))
            }
        }
        let end = start - width * self.longCount
        self.aged.removeAll { $0.start.milliseconds + width <= end }
    }
}
