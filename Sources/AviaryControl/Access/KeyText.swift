/// The text of an API key: `avk_`, 8 characters that name it, `_`, 43 characters that nobody can guess, and 6 by which a
/// mistyped key is told from another one.
///
/// 43 characters out of 62 are 256 bits. The beginning lets programs that look for secrets in code and logs find it.
package struct KeyText: Sendable, Hashable {
    /// How every key begins.
    package static let beginning = "avk_"
    /// Digits and letters, in the order of their codes.
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let nameCount = 8
    private static let secretCount = 43
    private static let checksumCount = 6
    /// How many bytes a key has.
    package static let count = Self.beginning.utf8.count + Self.nameCount + 1 + Self.secretCount + Self.checksumCount

    /// How many of them are the prefix.
    package static let prefixCount = Self.beginning.utf8.count + Self.nameCount

    /// The whole text; a secret.
    package let text: String
    /// What lists and the audit show: the text up to the secret.
    package var prefix: String { String(self.text.prefix(Self.prefixCount)) }

    /// Makes a new key.
    ///
    /// - Parameters:
    ///   - prefix: the prefix of the key whose secret is to be replaced; `nil` for a key of its own.
    ///   - random: a source that nobody can predict, such as the system's.
    package init(prefix: String? = nil, using random: inout some RandomNumberGenerator) {
        func word(_ count: Int) -> String {
            String(
                decoding: (0..<count).map { _ in Self.alphabet[Int.random(in: 0..<62, using: &random)] },
                as: UTF8.self
            )
        }
        let body = (prefix ?? Self.beginning + word(Self.nameCount)) + "_" + word(Self.secretCount)
        self.text = body + Self.checksum(of: body.utf8)
    }

    /// Reads a key; `nil` for what cannot be one: it is mistyped, or is something else.
    ///
    /// - Parameter text: the text, which may be anything.
    package init?(parsing text: String) {
        let bytes = text.utf8
        guard bytes.count == Self.count, bytes.starts(with: Self.beginning.utf8) else { return nil }
        let body = bytes.prefix(Self.count - Self.checksumCount)
        let rest = body.dropFirst(Self.beginning.utf8.count)
        let secret = rest.dropFirst(Self.nameCount)
        guard rest.prefix(Self.nameCount).allSatisfy(Self.isOfAlphabet), secret.first == UInt8(ascii: "_"),
            secret.dropFirst().allSatisfy(Self.isOfAlphabet),
            bytes.suffix(Self.checksumCount).elementsEqual(Self.checksum(of: body).utf8)
        else { return nil }
        self.text = text
    }

    private static func isOfAlphabet(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// CRC-32 (ISO-HDLC) in six digits of base 62: it finds every mistyped character, and every two that were swapped.
    private static func checksum(of bytes: some Sequence<UInt8>) -> String {
        var register = UInt32.max
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 0 ? 0 : 0xEDB8_8320) }
        }
        var rest = ~register
        var digits: [UInt8] = []
        for _ in 0..<Self.checksumCount {
            digits.append(Self.alphabet[Int(rest % 62)])
            rest /= 62
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}

extension KeyText: CustomStringConvertible, CustomReflectable {
    /// The prefix alone, so that no log, error or dump shows the secret.
    package var description: String { self.prefix }

    /// The prefix alone.
    package var customMirror: Mirror { Mirror(self, children: ["prefix": self.prefix]) }
}
