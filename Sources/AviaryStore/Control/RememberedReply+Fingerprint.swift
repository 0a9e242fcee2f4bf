internal import Crypto

extension RememberedReply {
    /// Tells two requests apart: SHA-256 over method, path and body.
    ///
    /// - Parameters:
    ///   - method: the HTTP method.
    ///   - path: path and query.
    ///   - body: the body, unpacked.
    /// - Returns: 64 hexadecimal digits.
    package static func fingerprint(method: String, path: String, body: [UInt8]) -> String {
        var hash = SHA256()
        // Lengths first, so that no two requests run together into the same bytes.
        hash.update(data: Array("\(method.utf8.count) \(path.utf8.count) \(method) \(path) ".utf8))
        hash.update(data: body)
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
