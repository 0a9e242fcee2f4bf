internal import AviaryCore

extension ImportedDetector {
    /// The longest line of class names.
    private static let lineLength = 100

    /// The text of a `model.yaml` that serves the detector.
    ///
    /// Requests are not joined, because pictures that run together need not be faster on processors and have to wait
    /// for each other; two of them may run at the same time.
    package var configuration: String {
        let outputs = self.heads.map { "\($0.output) FP32 [-1, \($0.channels), \($0.height), \($0.width)]" }
        let input = "\(self.input) FP32 [-1, 3, \(self.size.height), \(self.size.width)]"
        var lines = [
            "description: \(YAMLText.scalar(self.description))",
            "# \(input) -> \(outputs.joined(separator: ", "))",
            "instances: 2",
            "batching: off",
            "detection:",
            "  decoding: \(DetectionConfiguration.Decoding.darknet.rawValue)",
            "  size: [\(self.size.width), \(self.size.height)]  # width, height",
            "  resize: \(DetectionConfiguration.Resize.letterbox.rawValue)",
            "  classes:",
        ]
        lines += YAMLText.list(self.classes.map(YAMLText.scalar), indentation: 4, lineLength: Self.lineLength)
        lines.append("  heads:")
        for head in self.heads {
            let anchors = head.decoding.anchors.map {
                "[\(YAMLText.number($0.width)), \(YAMLText.number($0.height))]"
            }
            let scale = head.decoding.scaleXY
            let end = scale == 1 ? "" : ", scaleXY: \(YAMLText.number(scale))"
            lines.append("    \(head.output): {anchors: [\(anchors.joined(separator: ", "))]\(end)}")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Values as YAML, each of which every reader takes for what it was.
enum YAMLText {
    /// Words that some reader takes for something else than text.
    private static let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]

    /// A text: as it is where it is plain words, in quotes otherwise.
    ///
    /// - Parameter text: without control characters.
    /// - Returns: a scalar that may stand in lists and mappings.
    static func scalar(_ text: String) -> String {
        let isLetter = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        let isPlain = text.utf8.allSatisfy { byte in
            isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || " _-./".utf8.contains(byte)
        }
        if isPlain, text.utf8.first.map(isLetter) == true, text.utf8.last != UInt8(ascii: " "),
            !Self.reserved.contains(text.lowercased())
        {
            return text
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            // Configurations with anchors and aliases are refused, and these two look like some.
            case "&": quoted += "\\x26"
            case "*": quoted += "\\x2A"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// A number: without a fraction where it has none.
    static func number(_ number: Float) -> String {
        Int(exactly: number).map { String($0) } ?? String(number)
    }

    /// A list over several lines.
    ///
    /// - Parameters:
    ///   - items: scalars.
    ///   - indentation: how many blanks each line begins with.
    ///   - lineLength: how long a line may be unless it is one scalar.
    /// - Returns: the lines.
    static func list(_ items: [String], indentation: Int, lineLength: Int) -> [String] {
        let margin = String(repeating: " ", count: indentation)
        var lines: [String] = []
        var line = margin + "["
        for (index, item) in items.enumerated() {
            let word = item + (index + 1 < items.count ? "," : "]")
            if line.count + word.count >= lineLength, line.last != "[" {
                lines.append(line)
                line = "\(margin) \(word)"
            } else {
                line += line.last == "[" ? word : " \(word)"
            }
        }
        return lines + [line]
    }
}
