package import AviaryCore
internal import Crypto
internal import Glibc

/// The secret with which values are hashed, so that nobody without it can find a value by trying all of them.
package struct LogKey: Sendable {
    private static let byteCount = 32

    /// A hash that has taken in the secret, and nothing else yet.
    private let beginning: HMAC<SHA256>

    /// Makes a secret by chance, which is gone with the value.
    package init() { self.beginning = HMAC(key: SymmetricKey(size: .bits256)) }

    /// Reads the secret of a file, or makes one where there is no file: 64 hexadecimal digits that only the owner may read.
    ///
    /// - Parameter path: the file.
    /// - Throws: `AviaryError` when it cannot be read or made, or is no such secret.
    package init(path: String) throws(AviaryError) {
        if let key = try Self.read(path) {
            self.beginning = HMAC(key: key)
            return
        }
        let fresh = SymmetricKey(size: .bits256)
        let text = fresh.withUnsafeBytes { HexadecimalText.print($0) } + "\n"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.error("make", path, errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            let number = errno
            // Half a key would be taken for a damaged one at the next start.
            unlink(path)
            throw Self.error("write", path, number)
        }
        self.beginning = HMAC(key: fresh)
    }

    /// Hashes a value: HMAC with SHA-256 (RFC 2104, FIPS 198-1).
    ///
    /// - Parameters:
    ///   - kind: hashes of different kinds have nothing in common.
    ///   - bytes: the value.
    /// - Returns: 32 bytes.
    func hash(_ kind: Kind, _ bytes: some Sequence<UInt8>) -> [UInt8] {
        var hash = self.beginning
        hash.update(data: [kind.rawValue] + bytes)
        return Array(hash.finalize())
    }

    /// What a value is hashed as.
    enum Kind: UInt8 {
        /// A field's value.
        case field = 1
        /// The value that tells whose data a request is.
        case subject = 2
        /// The hash of a routing key.
        case origin = 3
    }

    private static func read(_ path: String) throws(AviaryError) -> SymmetricKey? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw Self.error("read", path, errno) }
            return nil
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 2 * Self.byteCount + 2)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw Self.error("read", path, errno) }
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        guard let key = HexadecimalText.parse(text.hasSuffix("\n") ? text.dropLast() : text[...]),
            key.count == Self.byteCount
        else {
            throw AviaryError(
                .invalidArgument,
                "'\(path)' is not the prediction log's key: \(2 * Self.byteCount) hexadecimal digits are expected",
                remedy: "put the key back; without it nobody's rows can be found to be erased"
            )
        }
        return SymmetricKey(data: key)
    }

    private static func error(_ verb: String, _ path: String, _ number: Int32) -> AviaryError {
        AviaryError(
            .invalidArgument,
            "cannot \(verb) the prediction log's key '\(path)': \(String(cString: strerror(number)))",
            remedy: "name a place that may be written with --log-database"
        )
    }
}

/// Bytes as two hexadecimal digits each.
package enum HexadecimalText {
    /// Writes bytes.
    ///
    /// - Parameter bytes: the bytes.
    /// - Returns: lower-case digits.
    package static func print(_ bytes: some Sequence<UInt8>) -> String {
        func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) }
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads bytes.
    ///
    /// - Parameter text: an even number of digits.
    /// - Returns: the bytes; `nil` for anything else.
    package static func parse(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var first: UInt8?
        for character in text {
            guard let value = character.hexDigitValue, character.isASCII else { return nil }
            if let high = first {
                bytes.append(high << 4 | UInt8(value))
                first = nil
            } else {
                first = UInt8(value)
            }
        }
        return first == nil ? bytes : nil
    }
}
