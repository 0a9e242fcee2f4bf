internal import AviaryCore
internal import AviaryServing

/// What the versions of all models are doing now, for `/metrics`.
struct VersionMetrics {
    let router: AviaryServing.Router

    /// The present values.
    func collect() -> [CollectedMetric] {
        var (waiting, ready) = ([CollectedMetric.Sample](), [CollectedMetric.Sample]())
        // Endpoints may share a model.
        let endpoints = self.router.table.endpoints.values
        for model in Dictionary(endpoints.map { ($0.model.name, $0.model) }, uniquingKeysWith: { $1 }).values {
            for (version, state) in model.states {
                let labels = [("model", model.name.rawValue), ("version", version.description)]
                if case .ready(let engine) = state {
                    waiting.append(CollectedMetric.Sample(Double(engine.waiting), labels: labels))
                    ready.append(CollectedMetric.Sample(1, labels: labels))
                } else {
                    ready.append(CollectedMetric.Sample(0, labels: labels))
                }
            }
        }
        return [
            CollectedMetric("aviary_queue_depth", .gauge, help: "Requests that wait for a run.", samples: waiting),
            CollectedMetric(
                "aviary_model_ready",
                .gauge,
                help: "1 for a version that is ready, 0 for one that is not.",
                samples: ready
            ),
            CollectedMetric(
                "aviary_build_info",
                .gauge,
                help: "Always 1; the labels name the build.",
                samples: [CollectedMetric.Sample(1, labels: [("version", AviaryVersion.current)])]
            ),
        ]
    }
}
