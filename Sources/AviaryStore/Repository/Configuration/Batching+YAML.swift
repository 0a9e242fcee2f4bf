internal import AviaryCore
internal import Yams

extension ModelConfiguration.Batching {
    /// Reads `automatic`, `off`, or a mapping of limits.
    init?(_ node: Node, _ checker: inout ConfigurationChecker) {
        switch node.scalar?.string {
        case "automatic":
            self = .automatic
        case "off":
            self = .off
        default:
            guard let limits = ModelConfiguration.BatchLimits(node, &checker) else { return nil }
            self = .on(limits)
        }
    }
}

extension ModelConfiguration.BatchLimits {
    fileprivate init?(_ node: Node, _ checker: inout ConfigurationChecker) {
        self.init()
        let path = "batching"
        let values = checker.section(
            node,
            path,
            keys: ["maxBatchSize", "preferredBatchSizes", "maxDelay"],
            expected: "automatic, off or a mapping such as {maxBatchSize: 32, maxDelay: 500us}"
        )
        guard let values else { return nil }
        if let node = values["maxBatchSize"],
            let number = checker.integer(node, "\(path).maxBatchSize", in: 2...65536)
        {
            self.maxBatchSize = number
        }
        if let node = values["maxDelay"],
            let duration = checker.duration(node, "\(path).maxDelay", in: .zero...(.seconds(60)))
        {
            self.maxDelay = duration
        }
        if let node = values["preferredBatchSizes"] { self.takePreferredSizes(node, &checker) }
    }

    private mutating func takePreferredSizes(_ node: Node, _ checker: inout ConfigurationChecker) {
        let path = "batching.preferredBatchSizes"
        let elements = checker.elements(node, path, expected: "a list of batch sizes such as [8, 16]")
        for (index, element) in (elements ?? []).enumerated() {
            guard let size = checker.integer(element, "\(path)[\(index)]", in: 1...self.maxBatchSize) else { continue }
            if let last = self.preferredBatchSizes.last, size <= last {
                checker.note("'\(path)' is ascending, got \(size) after \(last)", at: element)
            }
            self.preferredBatchSizes.append(size)
        }
    }
}
