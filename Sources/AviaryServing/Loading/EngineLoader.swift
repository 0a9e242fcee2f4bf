package import AviaryCore
package import Logging
package import ONNXRuntime

/// Turns a model file into an engine that is ready: loaded, warmed up, measured, and checked for joining requests.
package struct EngineLoader: Sendable {
    private let environment: Environment
    private let watch: DeadlineWatch
    private let logger: Logger

    /// Makes a loader.
    ///
    /// - Parameters:
    ///   - environment: the process's ONNX Runtime.
    ///   - watch: tells engines when deadlines pass.
    ///   - logger: is told how requests are joined.
    package init(environment: Environment, watch: DeadlineWatch, logger: Logger) {
        self.environment = environment
        self.watch = watch
        self.logger = logger
    }

    /// Loads a version.
    ///
    /// Takes as long as the model does; not for an event loop.
    ///
    /// - Parameters:
    ///   - path: the model file.
    ///   - hasControlFlow: whether what a run costs depends on values, as it does with loops.
    ///   - model: the model's name.
    ///   - version: the version's number.
    ///   - configuration: how it is to be served.
    /// - Returns: an engine that is ready.
    /// - Throws: ``AviaryError`` with the reason why the version cannot be served.
    package func load(
        path: String,
        hasControlFlow: Bool,
        model: ModelName,
        version: VersionNumber,
        configuration: ModelConfiguration
    ) throws(AviaryError) -> Engine {
        var options = SessionOptions()
        options.intraOpThreads = configuration.intraOpThreads
        options.executionProviders = configuration.executionProviders.map { ExecutionProvider($0) }
        let session: Session
        do throws(RuntimeError) {
            session = try Session(self.environment, path: path, options: options)
        } catch {
            throw AviaryError(error)
        }
        let backend = ONNXBackend(session)
        for output in configuration.labels.keys.sorted()
        where !session.signature.outputs.contains(where: { $0.name == output }) {
            let known = session.signature.outputs.map { "'\($0.name)'" }.joined(separator: ", ")
            throw AviaryError(.invalidArgument, "labels: the model has no output '\(output)', it gives \(known)")
        }
        var configuration = configuration
        configuration.detection = try self.detection(configuration.detection, session)
        let engine = Engine(
            model: model,
            version: version,
            configuration: configuration,
            batching: self.batching(configuration, backend, model),
            runsInline: !hasControlFlow,
            backend: backend,
            watch: self.watch
        )
        do throws(AviaryError) {
            try self.warmUp(engine, backend)
        } catch {
            engine.close()
            throw error.at("warm-up")
        }
        return engine
    }

    /// What is known of a model as a detector, from its configuration and from its file; `nil` for another kind.
    private func detection(
        _ configured: DetectionConfiguration?,
        _ session: Session
    ) throws(AviaryError) -> DetectionConfiguration? {
        let form: DetectorForm
        do throws(AviaryError) {
            form = try DetectorForm(session.signature, configured)
        } catch {
            guard configured != nil else { return nil }
            throw error
        }
        var detection = configured ?? DetectionConfiguration()
        detection.decoding = form.decoding
        if detection.classes.isEmpty, let names = session.metadata.custom["names"] {
            detection.classes = NamesInMetadata.parse(names)
        }
        return detection
    }

    private func batching(
        _ configuration: ModelConfiguration,
        _ backend: ONNXBackend,
        _ model: ModelName
    ) -> ModelConfiguration.BatchLimits? {
        switch configuration.batching {
        case .off:
            return nil
        case .on(let limits):
            return limits
        case .automatic:
            switch BatchCheck.examine(backend) {
            case .independent:
                return ModelConfiguration.BatchLimits()
            case .notJoinable(let reason):
                self.logger.debug(
                    "Requests are run one by one",
                    metadata: ["model": "\(model)", "reason": "\(reason)"]
                )
                return nil
            }
        }
    }

    /// Runs what the configuration asks for, or one row of zeros.
    ///
    /// The first client then finds the model warm and its
    /// cost known. A model whose inputs leave too much open for zeros of length 1 is measured by its first requests.
    private func warmUp(_ engine: Engine, _ backend: ONNXBackend) throws(AviaryError) {
        let all = Array(backend.signature.outputs.indices)
        for warmUp in engine.configuration.warmUp {
            var sample = SampleInput(seed: 7)
            for _ in 0..<warmUp.count {
                let inputs = try sample.tensors(for: backend.signature, warmUp)
                try engine.measure(inputs, outputs: all)
            }
        }
        guard engine.configuration.warmUp.isEmpty else { return }
        var sample = SampleInput(seed: 7)
        // The first run allocates and is slow: it is not what the next ones cost.
        guard let inputs = try? sample.tensors(for: backend.signature, ModelConfiguration.WarmUp()),
            (try? backend.run(inputs, outputs: all, control: nil)) != nil
        else { return }
        for _ in 0..<EngineLoader.measuredRuns {
            guard let cost = try? engine.measure(inputs, outputs: all), cost < EngineLoader.slowRun else { return }
        }
    }

    /// How many runs measure a model when its configuration names none.
    private static let measuredRuns = 5
    /// A model that takes longer than this, in nanoseconds, is measured only once.
    private static let slowRun: UInt64 = 10_000_000
}
