import AviaryClient
import AviaryCore

/// All that a server says of a model, for a person or as JSON.
struct ModelInspection {
    let metadata: ModelMetadata
    let configuration: JSONValue
    let statistics: [ModelStatistics]

    /// The page that a person reads.
    var text: String {
        var text = Style.strong(self.metadata.name.printable) + "\n"
        if let description = self.metadata.description { text += description.printable + "\n" }
        text += "\n"
        var facts = Table()
        facts.add([.init("platform", .faint), .init(self.metadata.platform)])
        facts.add([.init("versions", .faint), .init(self.metadata.versions.joined(separator: ", "))])
        facts.add([.init("batching", .faint), .init(self.batching)])
        facts.add([.init("instances", .faint), .init(self.instances)])
        text += facts.text + "\n"
        var tensors = Table(["TENSOR", "NAME", "TYPE", "SHAPE"])
        for input in self.metadata.inputs { tensors.add(Self.row("input", input)) }
        for output in self.metadata.outputs { tensors.add(Self.row("output", output)) }
        text += tensors.text + "\n"
        var versions = Table(["VERSION", "ANSWERED", "FAILED", "RUNS", "ROWS/RUN", "MEAN", "WAITING", "IN THE MODEL"])
        for version in self.statistics {
            let perRun = Double(version.inferenceCount) / Double(max(version.executionCount, 1))
            versions.add([
                .init(version.version), .init("\(version.success.count)"),
                .init("\(version.fail.count)", version.fail.count > 0 ? .bad : nil), .init("\(version.executionCount)"),
                .init(version.executionCount == 0 ? "-" : Self.rounded(perRun)),
                .init(Self.mean(version.success)), .init(Self.mean(version.queue)),
                .init(Self.mean(version.computeInfer)),
            ])
        }
        return text + versions.text
    }

    /// The same as JSON.
    var json: JSONValue {
        [
            "name": .string(self.metadata.name),
            "description": self.metadata.description.map { .string($0) } ?? .null,
            "platform": .string(self.metadata.platform),
            "versions": .array(self.metadata.versions.map { .string($0) }),
            "inputs": .array(self.metadata.inputs.map(\.json)),
            "outputs": .array(self.metadata.outputs.map(\.json)),
            "config": self.configuration,
            "statistics": .array(self.statistics.map(\.json)),
        ]
    }

    private var batching: String {
        guard case .number(let rows)? = self.configuration["max_batch_size"], rows != "0" else { return "off" }
        guard case .number(let delay)? = self.configuration["dynamic_batching"]?["max_queue_delay_microseconds"] else {
            return "up to \(rows) rows a run"
        }
        return "up to \(rows) rows a run, " + (delay == "0" ? "never waiting for more" : "waiting \(delay) us for more")
    }

    private var instances: String {
        guard case .array(let groups)? = self.configuration["instance_group"],
            case .number(let count)? = groups.first?["count"]
        else { return "-" }
        return count
    }

    private static func row(_ kind: String, _ tensor: TensorMetadata) -> [Table.Cell] {
        [.init(kind), .init(tensor.name, .strong), .init(tensor.dataType.rawValue), .init("\(tensor.shape)")]
    }

    private static func mean(_ total: ModelStatistics.Total) -> String {
        total.meanNanoseconds.map { self.rounded($0 / 1e6) + " ms" } ?? "-"
    }

    /// A number with three digits that count.
    private static func rounded(_ number: Double) -> String {
        let factor: Double = number >= 100 ? 1 : number >= 10 ? 10 : number >= 1 ? 100 : 1000
        return "\((number * factor).rounded() / factor)"
    }
}

extension TensorMetadata {
    fileprivate var json: JSONValue {
        [
            "name": .string(self.name), "datatype": .string(self.dataType.rawValue),
            "shape": .array(self.shape.map { .integer($0) }),
        ]
    }
}

extension ModelStatistics {
    fileprivate var json: JSONValue {
        [
            "version": .string(self.version), "last_inference": .integer(self.lastInference),
            "inference_count": .integer(self.inferenceCount), "execution_count": .integer(self.executionCount),
            "success": self.success.json, "fail": self.fail.json, "queue": self.queue.json,
            "compute_input": self.computeInput.json, "compute_infer": self.computeInfer.json,
            "compute_output": self.computeOutput.json,
        ]
    }
}

extension ModelStatistics.Total {
    fileprivate var json: JSONValue { ["count": .integer(self.count), "ns": .integer(self.nanoseconds)] }
}
