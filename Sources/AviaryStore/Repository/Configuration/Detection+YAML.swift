internal import AviaryCore
internal import Yams

extension DetectionConfiguration {
    private static let keys = [
        "decoding", "size", "resize", "channels", "scale", "mean", "deviation", "classes", "heads", "confidence",
        "overlap",
    ]

    /// Reads the section `detection`; an empty mapping is a detector whose signature says everything.
    init?(
        _ node: Node,
        _ checker: inout ConfigurationChecker,
        _ file: (String) throws(AviaryError) -> [String]
    ) {
        self.init()
        let path = "detection"
        guard let values = checker.section(node, path, keys: Self.keys) else { return nil }
        if let node = values["decoding"] { self.decoding = checker.choice(node, "\(path).decoding") }
        if let node = values["size"], let size = checker.numbers(node, "\(path).size", count: 2, in: 1...16_384) {
            self.size = Size(width: Int(size[0]), height: Int(size[1]))
        }
        if let node = values["resize"], let resize: Resize = checker.choice(node, "\(path).resize") {
            self.resize = resize
        }
        if let node = values["channels"], let channels: Channels = checker.choice(node, "\(path).channels") {
            self.channels = channels
        }
        if let node = values["scale"], let scale = checker.number(node, "\(path).scale", in: 1e-6...1e6) {
            self.scale = scale
        }
        if let node = values["mean"], let mean = checker.numbers(node, "\(path).mean", count: 3, in: -1e6...1e6) {
            self.mean = mean
        }
        if let node = values["deviation"],
            let deviation = checker.numbers(node, "\(path).deviation", count: 3, in: 1e-6...1e6)
        {
            self.deviation = deviation
        }
        if let node = values["classes"] { self.classes = Self.classes(node, &checker, file) }
        if let node = values["heads"] { self.takeHeads(node, &checker) }
        if let node = values["confidence"], let share = checker.number(node, "\(path).confidence", in: 0...1) {
            self.confidence = share
        }
        if let node = values["overlap"], let share = checker.number(node, "\(path).overlap", in: 0...1) {
            self.overlap = share
        }
    }

    /// Reads the classes: a list, or the path of a text file.
    private static func classes(
        _ node: Node,
        _ checker: inout ConfigurationChecker,
        _ file: (String) throws(AviaryError) -> [String]
    ) -> [String] {
        let path = "detection.classes"
        if case .scalar = node {
            guard let place = checker.text(node, path) else { return [] }
            do throws(AviaryError) {
                return try file(place)
            } catch {
                checker.note("'\(path)': \(error.message)", at: node)
                return []
            }
        }
        let elements = checker.elements(node, path, expected: "a list of names or a file's path") ?? []
        return elements.enumerated().compactMap { checker.text($1, "\(path)[\($0)]") }
    }

    private mutating func takeHeads(_ node: Node, _ checker: inout ConfigurationChecker) {
        let expected = "a mapping of outputs to anchors such as {yolo_16: {anchors: [[81, 82], [135, 169]]}}"
        for (name, value) in checker.entries(node, "detection.heads", expected: expected) ?? [] {
            let path = "detection.heads.\(shortened(name))"
            guard let values = checker.section(value, path, keys: ["anchors", "scaleXY"]) else { continue }
            var head = Head(anchors: [])
            if let node = values["scaleXY"], let scale = checker.number(node, "\(path).scaleXY", in: 1...4) {
                head.scaleXY = scale
            }
            let pairs = "a list of widths and heights such as [[81, 82], [135, 169]]"
            let anchors = values["anchors"].flatMap { checker.elements($0, "\(path).anchors", expected: pairs) } ?? []
            for (index, anchor) in anchors.enumerated() {
                let place = "\(path).anchors[\(index)]"
                guard let sides = checker.numbers(anchor, place, count: 2, in: 0.01...65_536) else { continue }
                head.anchors.append(Anchor(width: sides[0], height: sides[1]))
            }
            if anchors.isEmpty { checker.note("'\(path).anchors' is \(pairs)", at: value) }
            self.heads[name] = head
        }
    }
}

extension ConfigurationChecker {
    /// One of some words.
    mutating func choice<Word: RawRepresentable<String> & CaseIterable>(
        _ node: Node,
        _ path: String
    ) -> Word? {
        if let word = node.scalar.flatMap({ Word(rawValue: $0.string) }) { return word }
        self.note(path, expected: Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or "), got: node)
        return nil
    }

    /// A number with or without a point.
    fileprivate mutating func number(_ node: Node, _ path: String, in range: ClosedRange<Float>) -> Float? {
        guard let text = node.scalar?.string, let number = Float(text), range.contains(number) else {
            self.note(path, expected: "a number from \(range.lowerBound) to \(range.upperBound)", got: node)
            return nil
        }
        return number
    }

    /// A list of so many numbers.
    fileprivate mutating func numbers(
        _ node: Node,
        _ path: String,
        count: Int,
        in range: ClosedRange<Float>
    ) -> [Float]? {
        guard let elements = self.elements(node, path, expected: "a list of \(count) numbers") else { return nil }
        guard elements.count == count else {
            self.note("'\(path)' is a list of \(count) numbers, got \(elements.count)", at: node)
            return nil
        }
        let numbers = elements.enumerated().compactMap { self.number($1, "\(path)[\($0)]", in: range) }
        return numbers.count == count ? numbers : nil
    }
}
