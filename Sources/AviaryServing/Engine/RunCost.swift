internal import AviaryCore

/// What a run of a model costs, learned from its runs, so that quick ones can be made where the request arrives.
///
/// Runs are told apart by the size of their inputs, in powers of two. On a busy machine many runs are interrupted and seem
/// slow, on the event loop and off it, so a mean would say more about the machine than about the model. The estimate
/// therefore follows quick runs at once and slow ones reluctantly: it settles among the quickest few per cent. Only a run
/// so long that no interruption explains it is believed at once.
package struct RunCost: Sendable {
    /// Up to this cost, in nanoseconds, a run is made on the event loop.
    ///
    /// It is about what waking another thread and being woken by it costs in
    /// latency on a busy machine, and no longer than other connections may be kept waiting.
    package static let inlineLimit: UInt64 = 250_000

    /// A run of this many nanoseconds was not interrupted but is slow: its cost depends on something else than its size.
    package static let surprise: UInt64 = 100_000_000

    /// The estimate for inputs of `2^(index - 1)..<2^index` bytes, in nanoseconds; 0 where nothing is known.
    private var estimates = [UInt64](repeating: 0, count: 65)

    package init() {}

    /// Learns from a run.
    ///
    /// - Parameters:
    ///   - byteCount: the size of its inputs.
    ///   - nanoseconds: what it took.
    package mutating func record(byteCount: Int, nanoseconds: UInt64) {
        let index = RunCost.index(of: byteCount)
        let known = self.estimates[index]
        // An estimate of 0 means that nothing is known.
        guard known > 0 else {
            self.estimates[index] = max(1, nanoseconds)
            return
        }
        if nanoseconds >= RunCost.surprise {
            self.estimates[index] = max(known, nanoseconds)
        } else if nanoseconds < known {
            self.estimates[index] = max(1, known - (known - nanoseconds) / 4)
        } else {
            // However long it was interrupted, it raises the estimate by 3 % at most.
            self.estimates[index] = known + min(nanoseconds - known, known) / 32
        }
    }

    /// What a run is expected to cost: known from its size, or from a larger one.
    ///
    /// - Parameter byteCount: the size of its inputs.
    /// - Returns: nanoseconds; `nil` where neither this nor any larger size has been run.
    package func estimate(byteCount: Int) -> UInt64? {
        for index in RunCost.index(of: byteCount)..<self.estimates.count where self.estimates[index] > 0 {
            return self.estimates[index]
        }
        return nil
    }

    /// Whether a run is quick enough to be made where the request arrives.
    ///
    /// - Parameter byteCount: the size of its inputs.
    /// - Returns: whether the expected cost is known and small.
    package func isInline(byteCount: Int) -> Bool {
        guard let estimate = self.estimate(byteCount: byteCount) else { return false }
        return estimate <= RunCost.inlineLimit
    }

    private static func index(of byteCount: Int) -> Int { Int.bitWidth - byteCount.leadingZeroBitCount }
}
