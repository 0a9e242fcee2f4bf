internal import AviaryCore
internal import Yams

extension ModelConfiguration.WarmUp {
    /// The most warm-up requests that one model may ask for.
    private static let maximumRequests = 64
    /// The most elements in one warm-up tensor: a configuration must not exhaust the machine's memory.
    private static let maximumElements = 1 << 28

    /// Reads a list of warm-up requests.
    static func list(_ node: Node, _ checker: inout ConfigurationChecker) -> [ModelConfiguration.WarmUp] {
        let expected = "a list of requests such as [{count: 2, fill: zeros}]"
        guard let elements = checker.elements(node, "warmUp", expected: expected) else { return [] }
        guard elements.count <= Self.maximumRequests else {
            checker.note("'warmUp' has at most \(Self.maximumRequests) requests, got \(elements.count)", at: node)
            return []
        }
        var requests: [ModelConfiguration.WarmUp] = []
        for (index, element) in elements.enumerated() {
            requests.append(ModelConfiguration.WarmUp(element, "warmUp[\(index)]", &checker))
        }
        return requests
    }

    private init(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        self.init()
        guard let values = checker.section(node, path, keys: ["count", "fill", "shapes"]) else { return }
        if let node = values["count"], let number = checker.integer(node, "\(path).count", in: 1...1000) {
            self.count = number
        }
        if let node = values["fill"] {
            switch node.scalar?.string {
            case "zeros": self.fill = .zeros
            case "random": self.fill = .random
            default: checker.note("\(path).fill", expected: "zeros or random", got: node)
            }
        }
        if let node = values["shapes"] { self.takeShapes(node, "\(path).shapes", &checker) }
    }

    private mutating func takeShapes(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        let expected = "a mapping of inputs to shapes such as {input: [1, 30]}"
        for (name, value) in checker.entries(node, path, expected: expected) ?? [] {
            let place = "\(path).\(shortened(name))"
            var dimensions: [Int] = []
            guard let elements = checker.elements(value, place, expected: "a shape such as [1, 30]") else { continue }
            for (index, element) in elements.enumerated() {
                guard let length = checker.integer(element, "\(place)[\(index)]", in: 0...(.max)) else { continue }
                dimensions.append(length)
            }
            guard let shape = try? Shape(dimensions), shape.elementCount <= Self.maximumElements else {
                checker.note("'\(place)' has at most \(Self.maximumElements) elements, got \(dimensions)", at: value)
                continue
            }
            self.shapes[name] = dimensions
        }
    }
}
