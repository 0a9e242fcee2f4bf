internal import AviaryCore

/// The names of a detector's classes, one a line: Darknet's `.names`.
enum ClassNames {
    /// The most bytes of a file of names: quoted, they still fit into a `model.yaml`.
    static let maximumByteCount = 1 << 17

    /// Reads the names.
    ///
    /// - Parameter bytes: the file's content; blanks at the ends of lines and empty lines at its end do not count.
    /// - Returns: the names in the order of the classes, at least one.
    /// - Throws: `AviaryError` that names the line that is empty or holds control characters.
    static func parse(_ bytes: [UInt8]) throws(AviaryError) -> [String] {
        guard bytes.count <= Self.maximumByteCount else {
            throw AviaryError(
                .invalidArgument,
                "a file of class names has at most \(Self.maximumByteCount) bytes, this one has \(bytes.count)"
            )
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AviaryError(.invalidArgument, "class names are text in UTF-8, this file is not")
        }
        var names = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            Self.trimmed(Substring(line))
        }
        while names.last?.isEmpty == true { names.removeLast() }
        guard !names.isEmpty else {
            throw AviaryError(.invalidArgument, "class names stand one a line, this file has none")
        }
        for (index, name) in names.enumerated() {
            guard !name.isEmpty else {
                throw AviaryError(.invalidArgument, "class names stand one a line, line \(index + 1) is empty")
            }
            guard !name.unicodeScalars.contains(where: { Self.isUnprintable($0) }) else {
                throw AviaryError(
                    .invalidArgument,
                    "line \(index + 1): a class name has no control characters, got \(quoted(name))"
                )
            }
        }
        return names
    }

    /// The text without blanks, tabs and carriage returns at its ends, and without a byte order mark.
    private static func trimmed(_ line: Substring) -> String {
        let isBlank = { (scalar: Unicode.Scalar) in " \t\r\u{FEFF}".unicodeScalars.contains(scalar) }
        let rest = line.unicodeScalars.drop(while: isBlank)
        let end = rest.lastIndex { !isBlank($0) }.map { rest.index(after: $0) } ?? rest.startIndex
        return String(rest[..<end])
    }

    /// Whether a character ends lines or moves a terminal's cursor.
    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: scalar == "\u{FEFF}" || scalar.value & 0xFFFE == 0xFFFE
        }
    }
}
