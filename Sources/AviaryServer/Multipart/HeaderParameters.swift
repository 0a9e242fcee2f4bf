/// A header's value with parameters: `form-data; name="file"; filename="a.jpg"`.
package struct HeaderParameters {
    /// What stands before the parameters.
    package let value: String
    private var parameters: [String: String] = [:]

    /// Reads a value; what is odd is passed over.
    package init(_ text: String) {
        var fields: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text.unicodeScalars {
            if isEscaped {
                fields[fields.count - 1].unicodeScalars.append(character)
                isEscaped = false
            } else if character == "\\", isQuoted {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                fields.append("")
            } else {
                fields[fields.count - 1].unicodeScalars.append(character)
            }
        }
        self.value = fields[0].trimmingBlanks()
        for field in fields.dropFirst() {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let name = parts[0].trimmingBlanks().lowercased()
            // The first one counts.
            if self.parameters[name] == nil { self.parameters[name] = parts[1].trimmingBlanks() }
        }
    }

    /// A parameter by its name, which is compared without regard to case.
    package subscript(_ name: String) -> String? { self.parameters[name.lowercased()] }
}

extension StringProtocol {
    /// The text without blanks at its ends.
    func trimmingBlanks() -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = self.firstIndex(where: { !isBlank($0) }), let last = self.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[first...last])
    }
}
