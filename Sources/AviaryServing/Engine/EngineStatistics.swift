internal import AviaryCore

/// What an engine has done since it was loaded: the protocol's statistics.
package struct EngineStatistics: Sendable {
    /// How often something happened, and how long it took in all.
    package struct Total: Sendable, Hashable {
        /// How often.
        package var count: UInt64 = 0
        /// Nanoseconds in all.
        package var nanoseconds: UInt64 = 0

        package init() {}

        mutating func add(_ nanoseconds: UInt64, times: UInt64 = 1) {
            self.count += times
            self.nanoseconds += nanoseconds
        }
    }

    /// What runs of one size took.
    package struct BatchTotal: Sendable {
        /// Joining inputs.
        package var input = Total()
        /// In the model.
        package var infer = Total()
        /// Parting outputs.
        package var output = Total()
    }

    /// The most run sizes that are told apart; larger ones are added to the largest.
    package static let maximumBatchSizes = 256

    /// Requests that were answered.
    package var success = Total()
    /// Requests that failed after they were accepted.
    package var fail = Total()
    /// Waiting to be run.
    package var queue = Total()
    /// Joining inputs.
    package var input = Total()
    /// In the model.
    package var infer = Total()
    /// Parting outputs.
    package var output = Total()
    /// Rows that were run.
    package var rows: UInt64 = 0
    /// Runs of the model.
    package var runs: UInt64 = 0
    /// When a request was last answered, in milliseconds since 1970.
    package var lastInference: UInt64 = 0
    /// Runs by their number of rows.
    package var batches: [Int: BatchTotal] = [:]

    package init() {}

    /// Counts a run that succeeded.
    ///
    /// - Parameters:
    ///   - timings: for each request, where its time went.
    ///   - totals: for each request, the nanoseconds from its acceptance to its answer.
    ///   - time: the present time in milliseconds since 1970.
    mutating func record(_ timings: [Timing], totals: [UInt64], at time: UInt64) {
        guard let first = timings.first else { return }
        self.runs += 1
        self.rows += UInt64(first.batchRows)
        self.lastInference = time
        for (timing, total) in zip(timings, totals) {
            self.success.add(total)
            self.queue.add(timing.queue)
            self.input.add(timing.input)
            self.infer.add(timing.infer)
            self.output.add(timing.output)
        }
        var size = first.batchRows
        if self.batches[size] == nil, self.batches.count >= EngineStatistics.maximumBatchSizes {
            size = self.batches.keys.max() ?? size
        }
        self.batches[size, default: BatchTotal()].input.add(first.input)
        self.batches[size, default: BatchTotal()].infer.add(first.infer)
        self.batches[size, default: BatchTotal()].output.add(first.output)
    }

    /// Counts a request that failed.
    ///
    /// - Parameter nanoseconds: from its acceptance to its end.
    mutating func recordFailure(_ nanoseconds: UInt64) { self.fail.add(nanoseconds) }
}
