/// Random numbers for ids that must be distinct and need not be secret: SplitMix64, a few instructions a number.
///
/// The system's generator is a call to the kernel for each number, which costs more than a whole small request. Each
/// event loop has a generator of its own, seeded once from the system's.
package struct IdentifierGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Makes a generator that repeats itself for the same seed.
    ///
    /// - Parameter seed: any number.
    package init(seed: UInt64) { self.state = seed }

    /// Makes a generator that is like no other.
    package init() {
        var system = SystemRandomNumberGenerator()
        self.init(seed: system.next())
    }

    /// The next number.
    ///
    /// - Returns: any of the 2 to the power of 64 numbers, each once in a cycle.
    package mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
