internal import AviaryCore

extension OpenAPIDocument {
    /// What models have done.
    static let statisticsSchemas: [JSONValue.Member] = [
        .init(
            "ModelStatisticsList",
            Schema.object(
                "What models have done, one entry per version.",
                required: ["model_stats"],
                ["model_stats": Schema.array(of: Schema.reference("ModelStatistics"))]
            )
        ),
        .init(
            "ModelStatistics",
            Schema.object(
                "What a version has done since it was loaded.",
                required: ["name", "version", "inference_count", "execution_count", "inference_stats"],
                [
                    "name": Schema.string, "version": Schema.string,
                    "last_inference": Schema.described(Schema.count, "Milliseconds since 1970; 0 for never."),
                    "inference_count": Schema.described(Schema.count, "Rows that were predicted."),
                    "execution_count": Schema.described(Schema.count, "Runs of the model."),
                    "inference_stats": Schema.reference("InferenceStatistics"),
                    "response_stats": ["type": "object"],
                    "batch_stats": Schema.array(of: Schema.reference("BatchStatistics")),
                    "memory_usage": Schema.array(of: ["type": "object"]),
                ]
            )
        ),
        .init(
            "InferenceStatistics",
            Schema.object(
                "Where the time of requests went.",
                [
                    "success": Schema.reference("Total"), "fail": Schema.reference("Total"),
                    "queue": Schema.reference("Total"), "compute_input": Schema.reference("Total"),
                    "compute_infer": Schema.reference("Total"), "compute_output": Schema.reference("Total"),
                    "cache_hit": Schema.reference("Total"), "cache_miss": Schema.reference("Total"),
                ]
            )
        ),
        .init(
            "BatchStatistics",
            Schema.object(
                "What runs of one size took.",
                required: ["batch_size"],
                [
                    "batch_size": Schema.count, "compute_input": Schema.reference("Total"),
                    "compute_infer": Schema.reference("Total"), "compute_output": Schema.reference("Total"),
                ]
            )
        ),
        .init(
            "Total",
            Schema.object(
                "How often something happened, and the nanoseconds it took in all.",
                required: ["count", "ns"],
                ["count": Schema.count, "ns": Schema.count]
            )
        ),
    ]
}
