/// How long a text is.
package struct TextMeasures: Sendable, Hashable {
    /// The most bytes that are counted; a longer text is counted so far, and the numbers are scaled up.
    private static let maximumBytes = 1 << 20

    /// How many Unicode scalar values it has, as Python's `len` counts them.
    package let characters: Int
    /// How many runs of anything but white space it has, as Python's `split` finds them.
    ///
    /// A text in a script without spaces has few and long ones.
    package let words: Int

    /// Counts a text.
    ///
    /// - Parameter bytes: UTF-8; each part that is not becomes one replacement character.
    /// - Complexity: O(bytes), at most a mebibyte of them.
    package init(_ bytes: RawSpan) {
        let counted = min(bytes.byteCount, Self.maximumBytes)
        let text = unsafe bytes.extracting(0..<counted).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        var characters = 0
        var words = 0
        var isInWord = false
        for scalar in text.unicodeScalars {
            characters += 1
            let isSpace = Self.isSpace(scalar)
            if !isSpace, !isInWord { words += 1 }
            isInWord = !isSpace
        }
        let scale = counted == bytes.byteCount ? 1 : Double(bytes.byteCount) / Double(counted)
        self.characters = scale == 1 ? characters : Int(Double(characters) * scale)
        self.words = scale == 1 ? words : Int(Double(words) * scale)
    }

    /// White space by Unicode, and the four separators of ASCII, which Python counts too.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20: true
        case 0x21...0x7F: false
        case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }
}
