internal import AviaryCore
internal import AviaryServing

extension Engine {
    /// The model's configuration in Triton's words, as `perf_analyzer` and other tools of Triton's read it.
    var tritonConfiguration: JSONValue {
        let batch = self.batching?.maxBatchSize ?? 0
        var members: [JSONValue.Member] = [
            .init("name", .string(self.model.rawValue)),
            .init("platform", "onnxruntime_onnx"),
            .init("backend", "onnxruntime"),
            .init("version_policy", self.configuration.versionPolicy.triton),
            .init("max_batch_size", .integer(batch)),
            .init("input", .array(self.signature.inputs.map { $0.triton(withoutBatch: batch > 0) })),
            .init("output", .array(self.signature.outputs.map { $0.triton(withoutBatch: batch > 0) })),
            .init(
                "instance_group",
                [
                    [
                        "name": .string(self.model.rawValue), "kind": "KIND_CPU",
                        "count": .integer(self.configuration.instances),
                    ]
                ]
            ),
            .init("default_model_filename", "model.onnx"),
        ]
        if let batching {
            members.append(
                .init(
                    "dynamic_batching",
                    [
                        "preferred_batch_size": .array(batching.preferredBatchSizes.map { .integer($0) }),
                        "max_queue_delay_microseconds": .integer(batching.maxDelay.nanoseconds / 1000),
                        "default_queue_policy": ["max_queue_size": .integer(self.configuration.queueSize)],
                    ]
                )
            )
        }
        return .object(members)
    }
}

extension ModelConfiguration.VersionPolicy {
    fileprivate var triton: JSONValue {
        switch self {
        case .latest(let count): ["latest": ["num_versions": .integer(count)]]
        case .specific(let versions): ["specific": ["versions": .array(versions.map { .integer($0.rawValue) })]]
        case .all: ["all": [:]]
        }
    }
}

extension TensorSignature {
    /// A model that joins requests leaves its batch dimension out, as Triton has it.
    fileprivate func triton(withoutBatch: Bool) -> JSONValue {
        let type = self.dataType == .bytes ? "STRING" : self.dataType.rawValue
        let dimensions = withoutBatch ? Array(self.protocolShape.dropFirst()) : self.protocolShape
        return [
            "name": .string(self.name), "data_type": .string("TYPE_" + type),
            "dims": .array(dimensions.map { .integer($0) }),
        ]
    }
}
