internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import Hummingbird

/// What each version has done since it was loaded, in the form of Triton's statistics extension.
struct StatisticsRoutes {
    let router: AviaryServing.Router

    func add(to routes: inout Routes) {
        let router = self.router
        routes.on(.get, "/v2/models/stats", .role(.predict)) { _, context in
            // Endpoints may share a model.
            let seen = router.table.endpoints.filter { context.principal.sees($0.key) }.values
            let models = Dictionary(seen.map { ($0.model.name, $0) }) { first, _ in first }
            return Response(json: Self.reply(models.sorted { $0.key < $1.key }.flatMap { $0.value.engines }))
        }
        routes.on(.get, "/v2/models/:model/stats", .endpoint(.predict, component: "model")) { request, context in
            let endpoint = try router.table.endpoint(try request.component("model", context))
            return Response(json: Self.reply(endpoint.engines))
        }
        routes.on(.get, "/v2/models/:model/versions/:version/stats", .endpoint(.predict, component: "model")) {
            request,
            context in
            Response(json: Self.reply([try router.find(request, context).1]))
        }
    }

    private static func reply(_ engines: [Engine]) -> JSONValue {
        [
            "model_stats": .array(
                engines.map { engine in
                    engine.statistics.json(name: engine.model.rawValue, version: engine.version.description)
                }
            )
        ]
    }
}

extension EngineStatistics {
    fileprivate func json(name: String, version: String) -> JSONValue {
        let batches = self.batches.sorted { $0.key < $1.key }
        return [
            "name": .string(name),
            "version": .string(version),
            "last_inference": .integer(self.lastInference),
            "inference_count": .integer(self.rows),
            "execution_count": .integer(self.runs),
            "inference_stats": [
                "success": self.success.json, "fail": self.fail.json, "queue": self.queue.json,
                "compute_input": self.input.json, "compute_infer": self.infer.json,
                "compute_output": self.output.json,
                "cache_hit": Total().json, "cache_miss": Total().json,
            ],
            "response_stats": [:],
            "batch_stats": .array(
                batches.map { size, total in
                    [
                        "batch_size": .integer(size), "compute_input": total.input.json,
                        "compute_infer": total.infer.json, "compute_output": total.output.json,
                    ]
                }
            ),
            "memory_usage": [],
        ]
    }
}

extension EngineStatistics.Total {
    fileprivate var json: JSONValue { ["count": .integer(self.count), "ns": .integer(self.nanoseconds)] }
}
