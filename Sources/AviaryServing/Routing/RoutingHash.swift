/// Where a routing key falls: the same key in the same place, in every process and after every restart.
package enum RoutingHash {
    /// The number of places, so that shares have steps of 0.01 %.
    static let bucketCount: UInt64 = 10_000

    /// The hash of a key's bytes: FNV-1a of 64 bits (Fowler, Noll and Vo).
    ///
    /// - Parameter bytes: the bytes.
    /// - Returns: the hash; its low bits need ``mixed(_:)`` before they are even.
    package static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { hash, byte in (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }

    /// Spreads a number's bits over all others: the last step of SplitMix64 (Steele, Lea and Flood 2014), a bijection.
    ///
    /// - Parameter number: any number.
    /// - Returns: the mixed number.
    static func mixed(_ number: UInt64) -> UInt64 {
        var bits = number
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// The place of a key.
    ///
    /// - Parameters:
    ///   - key: the key's hash.
    ///   - salt: makes the key fall elsewhere for another salt, independently.
    /// - Returns: 0..<10,000.
    package static func bucket(of key: UInt64, salt: UInt64) -> Int {
        // The salt is mixed first: salts are small numbers or alike, and would only stir the key's low bits.
        self.bucket(self.mixed(key ^ self.mixed(salt &+ 0x9E37_79B9_7F4A_7C15)))
    }

    /// The place of a number all of whose bits are even: the high half of a product divides the range evenly.
    ///
    /// - Parameter number: such as a random one.
    /// - Returns: 0..<10,000.
    static func bucket(_ number: UInt64) -> Int { Int(number.multipliedFullWidth(by: self.bucketCount).high) }
}
