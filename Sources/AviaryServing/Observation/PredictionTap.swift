package import AviaryCore
internal import Metrics
internal import Synchronization

/// Takes a fair sample of whole predictions from the request path to the monitors and the log.
///
/// Every request is counted, and one of so many is kept: as many a second as can be looked at without taking time from
/// clients. Which ones are kept depends on their names alone, so no kind of request is preferred, whatever the load. Each
/// event loop has a shard of its own, bounded in number and bytes; what comes beyond is counted and dropped.
package final class PredictionTap: Sendable {
    /// What was taken out.
    package struct Catch: Sendable {
        /// The predictions, those of each shard in the order in which they came.
        package var predictions: [RecordedPrediction] = []
        /// How many requests there were.
        package var requests = 0
        /// How many of them were chosen and found no room.
        package var dropped = 0

        /// Nothing.
        package init() {}
    }

    /// How many predictions a second are looked at, at most; beyond that one of so many is.
    package static let usualRate = 2000.0

    /// The most predictions that a shard keeps.
    fileprivate static let capacity = 4096
    /// The most bytes of tensors that a shard keeps.
    fileprivate static let maximumBytes = 32 << 20

    private let rate: Double
    /// Below which place among 2^32 a prediction's name is kept; 2^32 for all.
    fileprivate let threshold = Atomic<UInt64>(1 << 32)
    private let shards = Locked<[Shard]>([])
    private let dropped = Counter(label: "aviary_predictions_dropped_total")

    /// Makes a tap that keeps every prediction until it knows how many there are.
    ///
    /// - Parameter rate: how many predictions a second are kept at most.
    package init(rate: Double = usualRate) { self.rate = max(rate, 1) }

    /// The share of predictions that is kept now, 0...1.
    package var share: Double { Double(self.threshold.load(ordering: .relaxed)) / 0x1p32 }

    /// Makes a shard; there is one for each event loop, and one for all tasks.
    ///
    /// - Returns: the shard, which lives as long as the tap.
    package func makeShard() -> Shard {
        let shard = Shard(self)
        self.shards.withLock { $0.append(shard) }
        return shard
    }

    /// Takes everything out, and chooses how many are kept from now on.
    ///
    /// - Parameter interval: the time since the last call, in seconds, above 0.
    /// - Returns: what has come since.
    package func drain(after interval: Double) -> Catch {
        var all = Catch()
        for shard in self.shards.withLock({ $0 }) {
            let part = shard.drain()
            all.predictions += part.predictions
            all.requests += part.requests
            all.dropped += part.dropped
        }
        if all.dropped > 0 { self.dropped.increment(by: all.dropped) }
        let share = all.requests == 0 ? 1 : min(1, self.rate * max(interval, 1e-3) / Double(all.requests))
        // Half of the way at once: one quiet moment is no reason to keep everything of the next.
        let next = share < self.share ? share : min(1, (share + self.share) / 2 + 1e-9)
        self.threshold.store(UInt64(next * 0x1p32), ordering: .relaxed)
        return all
    }

    /// The predictions of one event loop, or of all tasks.
    package final class Shard: Sendable {
        private struct Kept {
            var caught = Catch()
            var bytes = 0
        }

        private let tap: PredictionTap
        private let kept = Locked(Kept())
        private let requests = Atomic(0)

        fileprivate init(_ tap: PredictionTap) { self.tap = tap }

        /// Counts a prediction, and keeps it if it is chosen and there is room.
        ///
        /// - Parameters:
        ///   - id: the prediction's name, which decides whether it is chosen.
        ///   - make: puts it on record; called for those that are chosen.
        @inline(__always)
        package func offer(_ id: PredictionID, _ make: () -> RecordedPrediction) {
            self.requests.add(1, ordering: .relaxed)
            guard UInt64(id.lot) < self.tap.threshold.load(ordering: .relaxed) else { return }
            self.keep(make())
        }

        private func keep(_ prediction: RecordedPrediction) {
            let bytes = prediction.byteCount
            self.kept.withLock { kept in
                guard kept.caught.predictions.count < PredictionTap.capacity,
                    kept.bytes + bytes <= PredictionTap.maximumBytes
                else {
                    kept.caught.dropped += 1
                    return
                }
                kept.bytes += bytes
                kept.caught.predictions.append(prediction)
            }
        }

        fileprivate func drain() -> Catch {
            var caught = self.kept.withLock { kept in
                let full = kept
                kept = Kept()
                return full
            }.caught
            caught.requests = self.requests.exchange(0, ordering: .relaxed)
            return caught
        }
    }
}

extension RecordedPrediction {
    /// How many bytes its tensors have.
    fileprivate var byteCount: Int {
        self.request.inputs.reduce(0) { $0 + $1.tensor.range.count }
            + self.outputs.reduce(0) { $0 + $1.tensor.range.count }
    }
}
