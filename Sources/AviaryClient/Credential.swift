/// By what a client shows who it is: an API key, or a JSON web token.
public struct Credential: Sendable, Hashable {
    /// The secret.
    let secret: String

    /// Takes a key or a token.
    ///
    /// - Parameter secret: the text; blanks and line ends around it, as files have them, do not count.
    /// - Throws: ``ClientError`` with code `invalidRequest` for what no key or token can be.
    public init(_ secret: String) throws(ClientError) {
        let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\r\n"]
        var text = secret[...]
        while let first = text.first, blanks.contains(first) { text.removeFirst() }
        while let last = text.last, blanks.contains(last) { text.removeLast() }
        guard (1...16_384).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            // The text itself is not told: it may be the secret with a slip.
            throw ClientError(
                .invalidRequest,
                "a key or token is 1 to 16384 printable characters without blanks, got \(text.utf8.count) bytes"
            )
        }
        self.secret = String(text)
    }
}

extension Credential: CustomStringConvertible, CustomReflectable {
    /// Never the secret.
    public var description: String { "Credential(hidden)" }

    /// Never the secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
