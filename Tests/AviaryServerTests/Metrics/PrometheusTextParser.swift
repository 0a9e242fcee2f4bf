/// Reads the text format 0.0.4 strictly, written from its description and not from the code under test.
struct PrometheusTextParser {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    private(set) var types: [String: String] = [:]
    private(set) var helps: [String: String] = [:]
    private(set) var samples: [Sample] = []

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Failure(description: "no line feed at the end") }
        var seen: Set<String> = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# ") {
                try self.comment(line)
            } else {
                let sample = try PrometheusTextParser.sample(line)
                let key = sample.name + sample.labels.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined()
                guard seen.insert(key).inserted else { throw Failure(description: "twice: \(line)") }
                guard self.types[self.metric(of: sample.name)] != nil else {
                    throw Failure(description: "no TYPE before \(line)")
                }
                self.samples.append(sample)
            }
        }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        self.samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private func metric(of name: String) -> String {
        for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) {
            let base = String(name.dropLast(suffix.count))
            if self.types[base] == "histogram" { return base }
        }
        return name
    }

    private mutating func comment(_ line: Substring) throws {
        let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4 else { throw Failure(description: "short comment: \(line)") }
        let name = String(parts[2])
        switch parts[1] {
        case "TYPE":
            guard self.types[name] == nil else { throw Failure(description: "TYPE twice: \(name)") }
            guard ["counter", "gauge", "histogram"].contains(parts[3]) else {
                throw Failure(description: "type \(parts[3])")
            }
            self.types[name] = String(parts[3])
        case "HELP":
            guard self.helps[name] == nil else { throw Failure(description: "HELP twice: \(name)") }
            self.helps[name] = String(parts[3])
        default: throw Failure(description: "comment: \(line)")
        }
    }

    private static func sample(_ line: Substring) throws -> Sample {
        var rest = line
        let name = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") })
        guard let first = name.first, !first.isNumber else { throw Failure(description: "name in \(line)") }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let label = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
                rest = rest.dropFirst(label.count)
                guard let first = label.first, !first.isNumber, rest.hasPrefix("=\"") else {
                    throw Failure(description: "label in \(line)")
                }
                rest = rest.dropFirst(2)
                guard labels.updateValue(try self.quoted(&rest), forKey: label) == nil else {
                    throw Failure(description: "label twice in \(line)")
                }
                if rest.first == "," { rest = rest.dropFirst() }
            }
            rest = rest.dropFirst()
        }
        guard rest.first == " " else { throw Failure(description: "no blank in \(line)") }
        let number = String(rest.dropFirst())
        let value = ["+Inf": Double.infinity, "-Inf": -.infinity, "NaN": .nan][number] ?? Double(number)
        guard let value else { throw Failure(description: "value in \(line)") }
        return Sample(name: name, labels: labels, value: value)
    }

    private static func quoted(_ rest: inout Substring) throws -> String {
        var value = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return value
            case "\\":
                switch rest.popFirst() {
                case "n": value.append("\n")
                case "\\": value.append("\\")
                case "\"": value.append("\"")
                default: throw Failure(description: "escape")
                }
            default: value.append(character)
            }
        }
        throw Failure(description: "no closing quote")
    }
}
