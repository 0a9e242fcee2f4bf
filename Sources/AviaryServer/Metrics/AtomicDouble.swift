internal import Synchronization

/// A number that threads add to without a lock.
struct AtomicDouble: ~Copyable, Sendable {
    private let bits = Atomic<UInt64>(0)

    /// The present value.
    func load() -> Double { Double(bitPattern: self.bits.load(ordering: .relaxed)) }

    /// Puts a value in place of the present one.
    func store(_ value: Double) { self.bits.store(value.bitPattern, ordering: .relaxed) }

    /// Adds to the present value; no addition is lost, whoever else adds at the same time.
    func add(_ amount: Double) {
        var seen = self.bits.load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: seen) + amount).bitPattern
            let (exchanged, original) = self.bits.weakCompareExchange(
                expected: seen,
                desired: sum,
                ordering: .relaxed
            )
            if exchanged { return }
            seen = original
        }
    }
}
