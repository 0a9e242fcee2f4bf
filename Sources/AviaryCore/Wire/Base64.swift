internal import FoundationEssentials

/// Base64 (RFC 4648) as bytes.
enum Base64 {
    /// Decodes text.
    ///
    /// - Parameter text: base64 with padding.
    /// - Returns: the bytes; `nil` for anything else.
    static func decode(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text).map { Array($0) }
    }
}
