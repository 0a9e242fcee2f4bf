import AviaryStatistics
import AviaryTesting
import RealModule

/// Requests of which one in twenty goes to the candidate, at random.
struct Traffic {
    private var random: Seeded

    init(seed: UInt64) { self.random = Seeded(seed: seed) }

    /// Which arm the next request goes to.
    mutating func arm() -> Arm { self.uniform() < 0.05 ? .treatment : .control }

    /// 1 for a request that fails.
    mutating func failure(rate: Double) -> Double { self.uniform() < rate ? 1 : 0 }

    /// A latency in milliseconds, log-normal about 20 with a long tail, as latencies are.
    mutating func latency() -> Double {
        let radius = (-2 * Double.log(1 - self.uniform())).squareRoot()
        return 20 * .exp(0.5 * radius * .cos(2 * .pi * self.uniform()))
    }

    private mutating func uniform() -> Double { Double(self.random.next() >> 11) * 0x1p-53 }
}
