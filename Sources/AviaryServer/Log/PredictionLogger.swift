package import AviaryControl
package import AviaryCore
internal import AviaryServing
package import AviaryStore
internal import DequeModule
package import Logging
internal import Metrics

/// Writes predictions into the log, in batches by a thread of its own, so that no request waits for it.
///
/// What waits is bounded in number and bytes; what comes beyond is counted and dropped. The thread also removes rows that
/// are too old or too many.
package final class PredictionLogger: Sendable {
    /// What waits, and who waits for it.
    private struct State {
        var queue: Deque<RecordedPrediction> = []
        var bytes = 0
        /// How many predictions were taken, and how many of them were written or given up.
        var (taken, settled) = (0, 0)
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var nextPruning = Moment.now
        var rowsSincePruning = 0
        /// Whether the latest thing was to remove rows: then writing comes first.
        var hasJustPruned = false
        var isClosed = false
    }

    private enum Work {
        case write([RecordedPrediction])
        case prune
        case end
    }

    /// The most predictions that wait.
    static let capacity = 20_000
    /// The most bytes of tensors that wait.
    static let maximumBytes = 64 << 20
    /// The most rows of a batch.
    private static let batch = 4096
    /// How often rows are removed, at least.
    private static let pruningInterval = Duration.seconds(60)
    /// After how many new rows some are removed in any case, so that what is kept grows no further beyond its limit.
    private static let pruningRows = 20_000

    /// The log itself.
    package let log: PredictionLog
    private let state = Condition(State())
    private let plans = Locked<[ModelName: LogPlan]>([:])
    private let now: @Sendable () -> Timestamp
    private let written: @Sendable () -> Void
    private let logger: Logger
    private let rows = Counter(label: "aviary_log_rows_total")
    private let overflowed = Counter(label: "aviary_log_dropped_total", dimensions: [("reason", "queue-full")])
    private let failed = Counter(label: "aviary_log_dropped_total", dimensions: [("reason", "write-failed")])

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - log: the log; it is closed with this.
    ///   - logger: is told when the log cannot be written, and when it can again.
    ///   - now: the time by which rows become too old.
    ///   - written: is told that there are new rows.
    /// - Throws: `AviaryError` when the system has no thread to give.
    package init(
        _ log: PredictionLog,
        logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { .now },
        written: @escaping @Sendable () -> Void = {}
    ) throws(AviaryError) {
        self.log = log
        self.logger = logger
        self.now = now
        self.written = written
        try NativeThread.start { self.work() }
    }

    /// Says what is kept of an endpoint's predictions, those that wait among them.
    ///
    /// - Parameters:
    ///   - plan: what is kept; `nil` for what usually is.
    ///   - endpoint: the endpoint.
    package func set(_ plan: LogPlan?, for endpoint: ModelName) {
        self.plans.withLock { $0[endpoint] = plan }
    }

    /// Takes predictions that are to be written; never waits.
    ///
    /// - Parameter predictions: any; those that are not in their endpoint's sample are passed over.
    package func take(_ predictions: [RecordedPrediction]) {
        guard !predictions.isEmpty else { return }
        let plans = self.plans.withLock { $0 }
        let usual = LogPlan()
        let kept = predictions.filter { (plans[$0.endpoint] ?? usual).keeps($0.id) }
        let dropped = self.state.withLock { state in
            guard !state.isClosed else { return kept.count }
            for (index, prediction) in kept.enumerated() {
                let bytes = prediction.byteCount
                guard state.queue.count < Self.capacity, state.bytes + bytes <= Self.maximumBytes else {
                    return kept.count - index
                }
                state.queue.append(prediction)
                state.bytes += bytes
                state.taken += 1
            }
            return 0
        }
        self.state.notifyAll()
        if dropped > 0 { self.overflowed.increment(by: dropped) }
    }

    /// Waits until all that was taken before is written, or given up.
    package func flush() async {
        await withCheckedContinuation { continuation in
            let isDone = self.state.withLock { state in
                guard state.settled < state.taken else { return true }
                state.waiting.append((state.taken, continuation))
                return false
            }
            if isDone { continuation.resume() }
        }
    }

    /// Removes all rows of somebody, those that wait to be written among them.
    ///
    /// - Parameter subject: the value of the routing key, parameter or input that tells whose data a request is.
    /// - Returns: how many rows went.
    /// - Throws: `AviaryError` when they cannot be removed, or their bytes are kept by another program that reads the file.
    package func erase(_ subject: String) async throws(AviaryError) -> Int {
        await self.flush()
        return try await self.log.erase(
            self.log.privacy.subjects(subject, origin: RoutingHash.of(subject.utf8))
        )
    }

    /// Writes what waits, ends the thread and closes the log.
    package func close() async {
        self.state.withLock { $0.isClosed = true }
        self.state.notifyAll()
        await self.flush()
        do throws(AviaryError) {
            try self.log.close()
        } catch {
            self.logger.warning("The prediction log cannot be closed", metadata: ["reason": "\(error)"])
        }
    }

    private func work() {
        var isBroken = false
        while true {
            switch self.next() {
            case .write(let predictions):
                let failure = self.write(predictions)
                if let failure, !isBroken {
                    self.logger.error("The prediction log cannot be written", metadata: ["reason": "\(failure)"])
                } else if failure == nil, isBroken {
                    self.logger.notice("The prediction log is written again")
                }
                isBroken = failure != nil
                self.settle(predictions.count)
            case .prune: self.prune()
            case .end: return
            }
        }
    }

    private func next() -> Work {
        self.state.wait { state in
            let mayPrune = !state.isClosed && !(state.hasJustPruned && !state.queue.isEmpty)
            if mayPrune, state.rowsSincePruning >= Self.pruningRows || Moment.now >= state.nextPruning {
                state.hasJustPruned = true
                state.rowsSincePruning = 0
                return .done(.prune)
            }
            state.hasJustPruned = false
            guard !state.queue.isEmpty else { return state.isClosed ? .done(.end) : .wait(until: state.nextPruning) }
            let batch = Array(state.queue.prefix(Self.batch))
            state.queue.removeFirst(batch.count)
            state.rowsSincePruning += batch.count
            state.bytes -= batch.reduce(0) { $0 + $1.byteCount }
            return .done(.write(batch))
        }
    }

    private func write(_ predictions: [RecordedPrediction]) -> AviaryError? {
        let plans = self.plans.withLock { $0 }
        let usual = LogPlan()
        let rows = predictions.map { self.log.privacy.row($0, plans[$0.endpoint] ?? usual) }
        do throws(AviaryError) {
            try self.log.append(rows)
            self.rows.increment(by: rows.count)
            self.written()
            return nil
        } catch {
            self.failed.increment(by: rows.count)
            return error
        }
    }

    private func settle(_ count: Int) {
        let ready = self.state.withLock { state in
            state.settled += count
            let settled = state.settled
            let ready = state.waiting.filter { $0.count <= settled }
            state.waiting.removeAll { $0.count <= settled }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    private func prune() {
        let plans = self.plans.withLock { $0 }
        var isMore = false
        do throws(AviaryError) {
            isMore = try self.log.prune(at: self.now()) { plans[$0] ?? LogPlan() }.isMore
        } catch {
            self.logger.error("Old rows of the prediction log cannot be removed", metadata: ["reason": "\(error)"])
        }
        let pause = isMore ? Duration.zero : Self.pruningInterval
        self.state.withLock { $0.nextPruning = Moment.now.advanced(by: pause) }
    }
}

extension RecordedPrediction {
    /// The bytes of its tensors.
    fileprivate var byteCount: Int {
        self.request.inputs.reduce(0) { $0 + $1.tensor.range.count }
            + self.outputs.reduce(0) { $0 + $1.tensor.range.count }
    }
}
