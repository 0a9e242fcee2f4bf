internal import AviaryCore
internal import Yams

extension ConfigurationChecker {
    /// The longest time that a rollout may be told to take: a year.
    static let longest = Duration.seconds(365 * 24 * 60 * 60)

    /// A value that has to be there.
    mutating func required(_ key: String, of values: [String: Node], _ path: String, _ node: Node) -> Node? {
        if let value = values[key] { return value }
        self.note(Self.place(path, key), "is missing", at: node)
        return nil
    }

    /// The one entry of a mapping that says which of several things is meant.
    mutating func alternative(
        _ node: Node,
        _ path: String,
        among keys: [String],
        expected: String
    ) -> (key: String, value: Node)? {
        let before = self.count
        guard let values = self.section(node, path, keys: keys, expected: expected) else { return nil }
        guard let entry = values.first, values.count == 1 else {
            // An unknown key has been named already.
            if self.count == before { self.note(path, "expected \(expected), one of them", at: node) }
            return nil
        }
        return (entry.key, entry.value)
    }

    /// The number of a version, as text or as a number.
    mutating func version(_ node: Node, _ path: String) -> VersionNumber? {
        if let version = node.scalar.flatMap({ VersionNumber($0.string) }) { return version }
        self.note(path, expected: "a version's number such as \"3\"", got: node)
        return nil
    }

    /// The name of an endpoint or a model.
    mutating func name(_ node: Node, _ path: String) -> ModelName? {
        guard let text = self.text(node, path) else { return nil }
        do throws(AviaryError) {
            return try ModelName(text)
        } catch {
            self.note(path, "expected 1 to 128 letters, digits, '.', '_', '-' or blanks", at: node)
            return nil
        }
    }

    /// A share of requests.
    mutating func weight(_ node: Node, _ path: String) -> Weight? {
        // The error repeats the text, so it is a short one.
        guard let text = node.scalar?.string, text == shortened(text) else {
            self.note(path, expected: "a share such as 5 % or 0.05", got: node)
            return nil
        }
        do throws(AviaryError) {
            return try Weight(parsing: text)
        } catch {
            self.note(path, error.message, remedy: error.remedy, at: node)
            return nil
        }
    }

    /// Several versions with a share each.
    mutating func shares(_ node: Node, _ path: String) -> [(version: VersionNumber, weight: Weight)] {
        let expected = "a mapping of versions to shares such as {\"5\": 30 %}"
        return (self.entries(node, path, expected: expected) ?? []).compactMap { name, value in
            let place = "\(path).\(shortened(name))"
            let weight = self.weight(value, place)
            guard let version = VersionNumber(name) else {
                self.note(place, "expected a version's number such as \"5\" as the key", at: value)
                return nil
            }
            return weight.map { (version, $0) }
        }
    }

    /// A number with or without a point.
    mutating func decimal(_ node: Node, _ path: String) -> Double? {
        if let number = node.scalar.flatMap({ Self.decimal($0.string) }) { return number }
        self.note(path, expected: "a number", got: node)
        return nil
    }

    /// A part of one, as a fraction or in per cents.
    mutating func fraction(_ node: Node, _ path: String) -> Double? {
        if let text = node.scalar?.string {
            var number = Substring(text)
            if number.hasSuffix("%") {
                number.removeLast()
                if number.hasSuffix(" ") { number.removeLast() }
                if let fraction = Self.hundredths(number) { return fraction }
            } else if let fraction = Self.decimal(text) {
                return fraction
            }
        }
        self.note(path, expected: "a fraction such as 0.005, or per cents such as 0.5 %", got: node)
        return nil
    }

    /// A part of one that may be all of it.
    mutating func part(_ node: Node, _ path: String) -> Double? {
        guard let fraction = self.fraction(node, path) else { return nil }
        guard (0...1).contains(fraction) else {
            self.note(path, expected: "a share of 0...1", got: node)
            return nil
        }
        return fraction
    }

    /// A mapping of parts of one, all of which have to be there.
    mutating func parts(_ keys: [String], of node: Node, _ path: String) -> [Double]? {
        self.all(keys, of: node, path) { $0.part($1, $2) }
    }

    /// A mapping of numbers that are not negative, all of which have to be there.
    mutating func amounts(_ keys: [String], of node: Node, _ path: String) -> [Double]? {
        self.all(keys, of: node, path) { checker, node, path in
            guard let number = checker.decimal(node, path) else { return nil }
            if number < 0 { checker.note(path, expected: "a number that is not negative", got: node) }
            return number
        }
    }

    private mutating func all(
        _ keys: [String],
        of node: Node,
        _ path: String,
        _ read: (inout ConfigurationChecker, Node, String) -> Double?
    ) -> [Double]? {
        guard let values = self.section(node, path, keys: keys) else { return nil }
        let numbers = keys.compactMap { key in
            self.required(key, of: values, path, node).flatMap { read(&self, $0, Self.place(path, key)) }
        }
        return numbers.count == keys.count ? numbers : nil
    }

    /// So many hundredths: exactly the number that the text with its point two digits further left would be.
    static func hundredths(_ text: Substring) -> Double? {
        let isPlain = text.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
        return isPlain ? Double("\(text)e-2") : nil
    }

    private static func decimal(_ text: String) -> Double? {
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard isPlain, let number = Double(text), number.isFinite else { return nil }
        return number
    }
}

extension Node {
    /// What stands at a path, or the nearest that leads there.
    ///
    /// - Parameter path: keys and indices such as `steps[1].mirror`.
    /// - Returns: the node whose line is that of the path.
    func nearest(to path: String) -> Node {
        var node = self
        for part in path.split(whereSeparator: { ".[]".contains($0) }) {
            let next: Node? =
                switch node {
                case .mapping(let mapping): mapping.first { $0.key.scalar?.string == String(part) }?.value
                case .sequence(let sequence): Int(part).flatMap { sequence.indices.contains($0) ? sequence[$0] : nil }
                case .scalar, .alias: nil
                }
            guard let next else { break }
            node = next
        }
        return node
    }
}
