package import AviaryCore
internal import DequeModule

/// Requests that wait to be run, and the decision which of them run together, and when.
///
/// Pure: time is passed in, and nothing is run here.
package struct BatchQueue: Sendable {
    /// What is to be done now.
    package enum Step {
        /// Run these together.
        case run([Inference])
        /// Wait for more requests, but not longer than until then.
        case wait(until: Moment)
        /// Nothing waits.
        case idle
    }

    private let limits: ModelConfiguration.BatchLimits?
    private let capacity: Int
    private var waiting: Deque<Inference> = []

    /// Makes an empty queue.
    ///
    /// - Parameters:
    ///   - limits: how requests are joined; `nil` runs each by itself.
    ///   - capacity: the most requests that may wait.
    package init(limits: ModelConfiguration.BatchLimits?, capacity: Int) {
        self.limits = limits
        self.capacity = capacity
    }

    /// How many requests wait, answered ones that have not been taken out yet included.
    package var count: Int { self.waiting.count }

    /// Adds a request at the end.
    ///
    /// - Parameter inference: the request.
    /// - Returns: `false` when the queue is full.
    package mutating func append(_ inference: Inference) -> Bool {
        if self.waiting.count >= self.capacity { self.waiting.removeAll { $0.isFinished } }
        guard self.waiting.count < self.capacity else { return false }
        self.waiting.append(inference)
        return true
    }

    /// Takes out what is to be run now.
    ///
    /// The oldest request is always part of it. Without limits it runs alone. With limits, compatible ones join it in
    /// their order, up to the maximum batch size; a request with more rows than that runs alone. They are run when the
    /// batch is full, when it has reached a preferred size, or when the oldest has waited long enough.
    ///
    /// - Parameter now: the present moment.
    /// - Returns: what to run, or until when to wait.
    /// - Complexity: O(waiting).
    package mutating func next(at now: Moment) -> Step {
        while let first = self.waiting.first, first.isFinished { self.waiting.removeFirst() }
        guard let first = self.waiting.first else { return .idle }
        guard let limits else {
            self.waiting.removeFirst()
            return .run([first])
        }
        let found = self.companions(of: first, limits)
        let due = min(first.accepted.advanced(by: limits.maxDelay), first.deadline)
        let isFull = found.isFull
        let preferred = limits.preferredBatchSizes.last { $0 <= found.rows }
        guard isFull || preferred != nil || due <= now else { return .wait(until: due) }
        let target = isFull || due <= now ? limits.maxBatchSize : preferred ?? limits.maxBatchSize
        return .run(self.take(found.indices, rows: target))
    }

    /// Takes out the requests whose deadline has passed.
    ///
    /// - Parameter now: the present moment.
    /// - Returns: those to be told, and when to look again.
    package mutating func expired(at now: Moment) -> (late: [Inference], next: Moment?) {
        var late: [Inference] = []
        var next: Moment?
        self.waiting.removeAll { inference in
            if inference.isFinished { return true }
            if inference.deadline <= now {
                late.append(inference)
                return true
            }
            next = next.map { min($0, inference.deadline) } ?? inference.deadline
            return false
        }
        return (late, next)
    }

    /// Takes out all that waits.
    package mutating func removeAll() -> [Inference] {
        defer { self.waiting.removeAll() }
        return Array(self.waiting)
    }

    /// Which requests can be run with the first, it included, and how many rows they have.
    private func companions(
        of first: Inference,
        _ limits: ModelConfiguration.BatchLimits
    ) -> (indices: [Int], rows: Int, isFull: Bool) {
        var indices = [0]
        var rows = first.rows
        for index in 1..<max(self.waiting.count, 1) {
            guard rows < limits.maxBatchSize else { return (indices, rows, true) }
            let other = self.waiting[index]
            guard !other.isFinished, first.isCompatible(with: other) else { continue }
            // The next one does not fit: nothing is gained by waiting.
            guard rows + other.rows <= limits.maxBatchSize else { return (indices, rows, true) }
            indices.append(index)
            rows += other.rows
        }
        return (indices, rows, rows >= limits.maxBatchSize)
    }

    private mutating func take(_ indices: [Int], rows target: Int) -> [Inference] {
        var batch: [Inference] = []
        batch.reserveCapacity(indices.count)
        var rows = 0
        for index in indices {
            let inference = self.waiting[index]
            guard batch.isEmpty || rows + inference.rows <= target else { break }
            rows += inference.rows
            batch.append(inference)
        }
        if indices[batch.count - 1] == batch.count - 1 {
            self.waiting.removeFirst(batch.count)
        } else {
            for index in indices.prefix(batch.count).reversed() { self.waiting.remove(at: index) }
        }
        return batch
    }
}
