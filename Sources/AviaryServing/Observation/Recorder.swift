internal import AviaryCore
internal import Metrics
internal import Synchronization

/// Takes observations from the request path to whoever judges them.
///
/// Each event loop has a shard of its own, so that none waits for another. A shard is bounded, and what comes beyond is
/// counted and dropped: an observation that is missing costs the judge a request, one that waits would cost a client time.
package final class Recorder: Sendable {
    private let doorbell: Doorbell
    private let tap: PredictionTap?
    private let shards = Locked<[Shard]>([])

    /// Makes a recorder without observations.
    ///
    /// - Parameters:
    ///   - capacity: the most observations that a shard keeps.
    ///   - tap: takes whole predictions; `nil` where nobody looks at them.
    ///   - onArrival: is told when something arrives, once until the next ``drain()``; it must not wait for anything.
    package init(capacity: Int = 32_768, tap: PredictionTap? = nil, onArrival: (@Sendable () -> Void)? = nil) {
        self.tap = tap
        self.doorbell = Doorbell(capacity: capacity, onArrival: onArrival)
    }

    /// How many observations found no room.
    package var dropped: UInt64 { self.doorbell.dropped.load(ordering: .relaxed) }

    /// Makes a shard; there is one for each event loop, and one for all tasks.
    ///
    /// - Returns: the shard, which lives as long as the recorder.
    package func makeShard() -> Shard {
        let shard = Shard(self.doorbell, self.tap?.makeShard())
        self.shards.withLock { $0.append(shard) }
        return shard
    }

    /// Takes all observations out.
    ///
    /// - Returns: those of each shard in the order in which they came.
    package func drain() -> [Observation] {
        // Before the shards are emptied: what arrives behind the emptying rings again.
        self.doorbell.hasRung.store(false, ordering: .releasing)
        return self.shards.withLock { $0 }.flatMap { $0.drain() }
    }

    /// The observations of one event loop, or of all tasks.
    package final class Shard: Sendable {
        private let kept = Locked<[Observation]>([])
        private let doorbell: Doorbell
        /// Takes whole predictions.
        package let predictions: PredictionTap.Shard?

        fileprivate init(_ doorbell: Doorbell, _ predictions: PredictionTap.Shard?) {
            self.doorbell = doorbell
            self.predictions = predictions
        }

        /// Keeps an observation, if there is room.
        ///
        /// - Parameter observation: what a request left behind.
        package func append(_ observation: Observation) {
            let capacity = self.doorbell.capacity
            let hasRoom = self.kept.withLock { kept in
                guard kept.count < capacity else { return false }
                kept.append(observation)
                return true
            }
            if hasRoom { self.doorbell.ring() } else { self.doorbell.drop() }
        }

        fileprivate func drain() -> [Observation] {
            // Room for as many again is made outside the lock, so that requests need not make it inside.
            var empty: [Observation] = []
            empty.reserveCapacity(self.kept.withLock { $0.count })
            return self.kept.withLock { kept in
                let full = kept
                kept = empty
                return full
            }
        }
    }

    /// What the shards have in common.
    fileprivate final class Doorbell: Sendable {
        let capacity: Int
        let hasRung = Atomic(false)
        let dropped = Atomic<UInt64>(0)
        private let onArrival: (@Sendable () -> Void)?
        private let counter = Counter(label: "aviary_observations_dropped_total")

        init(capacity: Int, onArrival: (@Sendable () -> Void)?) {
            self.capacity = capacity
            self.onArrival = onArrival
        }

        func ring() {
            // Nearly always it has rung: the reading costs nothing, while an exchange would take the line from other loops.
            guard let onArrival, !self.hasRung.load(ordering: .relaxed),
                !self.hasRung.exchange(true, ordering: .acquiringAndReleasing)
            else { return }
            onArrival()
        }

        func drop() {
            self.dropped.wrappingAdd(1, ordering: .relaxed)
            self.counter.increment()
        }
    }
}
