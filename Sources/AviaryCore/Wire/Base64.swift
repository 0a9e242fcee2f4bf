internal import FoundationEssentials

/// Base64 (RFC 4648) as bytes.
package enum Base64 {
    /// Reads base64.
    ///
    /// - Parameter text: base64 with padding.
    /// - Returns: the bytes; `nil` for what is not base64.
    package static func decode(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text).map { Array($0) }
    }

    /// Writes base64 with padding.
    ///
    /// - Parameter bytes: the bytes.
    /// - Returns: the text as ASCII.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        Array(Data(bytes).base64EncodedData())
    }
}
