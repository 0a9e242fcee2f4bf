internal import AviaryCore
internal import DequeModule

/// The copies that wait for their turn, and the decision which of them run next.
struct ShadowBacklog {
    /// A copy, and when it came.
    struct Waiting: Sendable {
        let copy: ShadowCopy
        let since: Moment
        let byteCount: Int
    }

    let capacity: Int
    let maximumBytes: Int
    private(set) var isClosed = false
    /// Whether the thread that runs the copies sleeps.
    var isThreadAsleep = false
    /// What that thread runs.
    var running: [Inference] = []
    private var waiting: Deque<Waiting> = []
    private var byteCount = 0

    init(capacity: Int, maximumBytes: Int) {
        self.capacity = capacity
        self.maximumBytes = maximumBytes
    }

    /// Adds a copy at the end.
    ///
    /// - Returns: whether there was room for it.
    mutating func append(_ next: Waiting) -> Bool {
        guard !self.isClosed, self.waiting.count < self.capacity else { return false }
        guard next.byteCount <= self.maximumBytes - self.byteCount else { return false }
        self.waiting.append(next)
        self.byteCount += next.byteCount
        return true
    }

    /// Takes out the oldest copy, and those right behind it that are for the same engine and may be joined with it.
    mutating func takeNext() -> [Waiting] {
        guard let engine = self.waiting.first?.copy.engine else { return [] }
        let limit = engine.batching?.maxBatchSize ?? 1
        let group = Array(self.waiting.prefix(limit).prefix { $0.copy.engine === engine })
        self.waiting.removeFirst(group.count)
        self.byteCount -= group.reduce(0) { $0 + $1.byteCount }
        return group
    }

    /// Takes no more copies, and drops all.
    ///
    /// - Returns: what runs.
    mutating func close() -> [Inference] {
        self.isClosed = true
        self.waiting.removeAll()
        self.byteCount = 0
        return self.running
    }
}
