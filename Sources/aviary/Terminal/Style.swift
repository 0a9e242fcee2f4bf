/// How a word looks on a terminal that has colours; elsewhere all look the same.
enum Style: String {
    case good = "32"
    case odd = "33"
    case bad = "31"
    case strong = "1"
    case faint = "2"

    /// The text in this style.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - isColored: whether it is coloured at all.
    /// - Returns: the text, between the terminal's codes.
    func callAsFunction(_ text: String, isColored: Bool = StandardOutput.isColored) -> String {
        isColored ? "\u{1B}[\(self.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension String {
    /// The text without what would move the terminal's cursor, so that nothing which a server sends can.
    var printable: String {
        let scalars = self.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
