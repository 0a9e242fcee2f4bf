package import AviaryControl
internal import Crypto

extension APIKey.Digest {
    private static let saltCount = 16
    /// Nobody's digest, against which is checked what belongs to no key, so that it costs the same.
    static let nobody = APIKey.Digest(salt: Array(repeating: 0, count: saltCount), hash: Array(repeating: 0, count: 32))

    /// Hashes a key.
    ///
    /// SHA-256 once is enough: slow hashes are for passwords, which can be guessed. A key's 256 random bits cannot, however
    /// fast the hash is, and the salt keeps two databases from being compared.
    ///
    /// - Parameters:
    ///   - text: the key.
    ///   - random: where the salt comes from.
    package init(of text: KeyText, using random: inout some RandomNumberGenerator) {
        let salt = (0..<Self.saltCount).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        self.init(salt: salt, hash: Self.hash(salt, Array(text.text.utf8)))
    }

    /// Whether a text is the key that was hashed; takes the same time for each one of the same length.
    ///
    /// - Parameter text: what was shown.
    /// - Returns: whether it is.
    func fits(_ text: [UInt8]) -> Bool {
        let hash = Self.hash(self.salt, text)
        guard hash.count == self.hash.count else { return false }
        var difference: UInt8 = 0
        for index in hash.indices { difference |= hash[index] ^ self.hash[index] }
        return difference == 0
    }

    private static func hash(_ salt: [UInt8], _ text: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: salt + text))
    }
}
