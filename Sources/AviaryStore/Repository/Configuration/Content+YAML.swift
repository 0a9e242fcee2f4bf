internal import AviaryCore
internal import Yams

extension ModelConfiguration {
    /// Reads what inputs hold: a word each, or a mapping with the sample rate of sound.
    static func content(_ node: Node, _ checker: inout ConfigurationChecker) -> [String: InputContent] {
        let expected = "a mapping of inputs to what they hold such as {review: text}"
        var content: [String: InputContent] = [:]
        for (name, value) in checker.entries(node, "content", expected: expected) ?? [] {
            let path = "content.\(shortened(name))"
            guard case .mapping = value else {
                if let kind: InputContent.Kind = checker.choice(value, path) { content[name] = InputContent(kind) }
                continue
            }
            guard let values = checker.section(value, path, keys: ["type", "sampleRate"]) else { continue }
            guard let type = values["type"] else {
                checker.note("'\(path)' says its type, such as {type: audio, sampleRate: 16000}", at: value)
                continue
            }
            guard let kind: InputContent.Kind = checker.choice(type, "\(path).type") else { continue }
            var held = InputContent(kind)
            if let rate = values["sampleRate"] {
                held.sampleRate = checker.integer(rate, "\(path).sampleRate", in: 1000...384_000)
                if kind != .audio { checker.note("'\(path).sampleRate' is for audio alone", at: rate) }
            }
            content[name] = held
        }
        return content
    }
}
