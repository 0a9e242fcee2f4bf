/// Names, labels and numbers as the Prometheus text format 0.0.4 has them.
enum MetricText {
    /// A metric's name: letters, digits, `_` and `:`; anything else becomes `_`, and no digit comes first.
    ///
    /// - Parameter label: the name as code or a library gave it, for instance `http.server.requests`.
    /// - Returns: a name that Prometheus accepts.
    static func metricName(_ label: String) -> String { self.name(label, allowingColon: true) }

    /// A label's name: as a metric's, without `:`, and without the two leading `_` that Prometheus keeps for itself.
    ///
    /// - Parameter dimension: the name as code or a library gave it.
    /// - Returns: a name that Prometheus accepts.
    static func labelName(_ dimension: String) -> String {
        let name = self.name(dimension, allowingColon: false)
        return name.hasPrefix("__") ? "_" + name.drop { $0 == "_" } : name
    }

    /// The labels of one series as they stand between the braces, sorted by name, each name once.
    ///
    /// The order does not depend on the order of the dimensions, so the text also tells series apart.
    ///
    /// - Parameters:
    ///   - dimensions: names and values; of two that become the same name the first counts.
    ///   - reserved: a name that the format itself gives to such a series, `le` for histograms; a dimension of that name
    ///     becomes `exported_...`, as Prometheus does it.
    /// - Returns: for instance `model="iris",version="1"`; empty without dimensions.
    static func labels(_ dimensions: [(String, String)], reserved: String? = nil) -> String {
        var seen: Set<String> = []
        var pairs: [(name: String, value: String)] = []
        for (dimension, value) in dimensions {
            var name = self.labelName(dimension)
            if name == reserved { name = "exported_" + name }
            if seen.insert(name).inserted { pairs.append((name, value)) }
        }
        pairs.sort { $0.name < $1.name }
        return pairs.map { "\($0.name)=\"\(self.escapedLabelValue($0.value))\"" }.joined(separator: ",")
    }

    /// A label's value with backslash, quote and line feed escaped.
    static func escapedLabelValue(_ value: String) -> String { self.escaped(value, quotes: true) }

    /// A help text with backslash and line feed escaped.
    static func escapedHelp(_ text: String) -> String { self.escaped(text, quotes: false) }

    /// A number: whole ones without a point, others in the shortest form that reads back the same.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), value.magnitude < 0x1p53 { return String(whole) }
        return value.description
    }

    private static func name(_ text: String, allowingColon: Bool) -> String {
        var name: [UInt8] = []
        name.reserveCapacity(text.utf8.count)
        // By characters, so that a letter of several bytes becomes one `_`.
        for character in text.unicodeScalars {
            switch character {
            case "a"..."z", "A"..."Z", "0"..."9", "_": name.append(UInt8(ascii: character))
            case ":" where allowingColon: name.append(UInt8(ascii: character))
            default: name.append(UInt8(ascii: "_"))
            }
        }
        guard let first = name.first else { return "_" }
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) { name.insert(UInt8(ascii: "_"), at: 0) }
        return String(decoding: name, as: UTF8.self)
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
