package import AviaryCore
package import AviaryServing
package import AviaryStore
package import Logging
internal import Metrics

/// Loads and unloads models, one change at a time, and puts a new routing table in force after each.
///
/// A version that cannot be loaded is kept as unavailable with its reason, and never takes one down that answers: old
/// versions leave only after the new ones are ready.
package actor ModelLifecycle {
    let repository: ModelRepository
    private let loader: EngineLoader
    private let router: Router
    let logger: Logger
    var models: [ModelName: ServedModel] = [:]
    /// Versions that stay loaded whatever the version policies choose.
    var required: [ModelName: Set<VersionNumber>] = [:]
    private var watcher: RepositoryWatcher?
    private var lastChange: Task<Void, Never>?

    /// Makes a lifecycle without models.
    ///
    /// - Parameters:
    ///   - repository: where the models are.
    ///   - loader: makes engines of them.
    ///   - router: learns of every change.
    ///   - logger: is told of every change.
    package init(repository: ModelRepository, loader: EngineLoader, router: Router, logger: Logger) {
        self.repository = repository
        self.loader = loader
        self.router = router
        self.logger = logger
    }

    /// Loads every model of the repository.
    ///
    /// - Throws: ``AviaryError`` when the repository itself cannot be read; a model that cannot be loaded is only reported.
    package func loadAll() async throws(AviaryError) {
        let repository = self.repository
        self.watcher = RepositoryWatcher(try repository.listing())
        let scan = try repository.scan()
        for note in scan.notes { self.logger.notice("Passed over in the repository", metadata: ["note": "\(note)"]) }
        for model in scan.models {
            try? await self.load(model.name, force: false)
        }
    }

    /// Loads a model's chosen versions, or brings what is loaded up to date with the repository.
    ///
    /// - Parameters:
    ///   - name: the model.
    ///   - force: load versions whose files have changed since they were loaded, which is refused otherwise.
    /// - Throws: ``AviaryError`` with code `notFound` for a model that is not in the repository, `conflict` for versions
    ///   that changed, and the reason when a version cannot be loaded.
    package func load(_ name: ModelName, force: Bool) async throws(AviaryError) {
        let outcome: Result<Void, AviaryError> = await self.exclusively {
            do throws(AviaryError) {
                try await self.update(name, force: force)
                return .success(())
            } catch {
                self.logger.error("Loading failed", metadata: ["model": "\(name)", "reason": "\(error)"])
                return .failure(error)
            }
        }
        try outcome.get()
    }

    /// Unloads a model: it takes no more requests, and answers those that it has.
    ///
    /// - Parameter name: the model.
    /// - Throws: ``AviaryError`` with code `notFound` for a model that is not known.
    package func unload(_ name: ModelName) async throws(AviaryError) {
        let isKnown = await self.exclusively { await self.retire(name) }
        guard isKnown else { throw self.unknown(name) }
    }

    /// Lets all versions of a model go.
    ///
    /// - Returns: whether the model is known.
    private func retire(_ name: ModelName) -> Bool {
        guard var model = self.models[name] else { return false }
        let loaded = model.loaded
        for version in model.versions.keys { model.versions[version] = .unavailable(reason: "unloaded") }
        self.publish(model)
        for engine in loaded.values.map(\.engine) { engine.close() }
        self.logger.info("Unloaded", metadata: ["model": "\(name)"])
        return true
    }

    /// Looks whether the repository has changed, and follows it.
    ///
    /// A new version or configuration is loaded. Changed files of a loaded version are only reported: versions do not
    /// change. What has gone from the repository is unloaded.
    package func poll() async {
        guard let listing = try? self.repository.listing(), let events = self.watcher?.observe(listing) else { return }
        for event in events {
            switch event {
            case .modelAppeared(let name), .configurationChanged(let name), .versionAppeared(let name, _),
                .versionVanished(let name, _), .versionChanged(let name, _):
                try? await self.load(name, force: false)
            case .modelVanished(let name):
                try? await self.unload(name)
                self.models[name] = nil
                self.required[name] = nil
                self.router.setModels(self.models.values.map(\.served))
            }
        }
    }

    /// The models and versions that are known, in order.
    ///
    /// - Parameter onlyReady: leave out what does not answer.
    /// - Returns: an entry for each version, or one for a model that has none.
    func index(onlyReady: Bool) -> [IndexEntry] {
        var entries: [IndexEntry] = []
        for model in self.models.values.sorted(by: { $0.name < $1.name }) {
            for (version, state) in model.versions.sorted(by: { $0.key < $1.key }) {
                let (word, reason, digest): (IndexEntry.State, String, String?) =
                    switch state {
                    case .loading: (.loading, "", nil)
                    case .ready(let loaded): (.ready, "", loaded.artefact.manifest.digest)
                    case .unloading: (.unloading, "", nil)
                    case .unavailable(let reason): (.unavailable, reason, nil)
                    }
                entries.append(
                    IndexEntry(
                        name: model.name.rawValue,
                        version: version.description,
                        state: word,
                        reason: reason,
                        digest: digest
                    )
                )
            }
            if let problem = model.problem {
                let line = IndexEntry(
                    name: model.name.rawValue,
                    version: nil,
                    state: .unavailable,
                    reason: problem,
                    digest: nil
                )
                entries.append(line)
            }
        }
        return onlyReady ? entries.filter { $0.state == .ready } : entries
    }

    // MARK: One change

    private func update(_ name: ModelName, force: Bool) async throws(AviaryError) {
        guard let scanned = try self.repository.scan(name) else { throw self.unknown(name) }
        for note in scanned.notes { self.logger.notice("Odd in the repository", metadata: ["note": "\(note)"]) }
        var model = self.models[name] ?? ServedModel(name: name)
        model.problem = nil
        let configuration: ModelConfiguration
        switch scanned.configuration {
        case .success(let valid): configuration = valid
        case .failure(let error):
            model.problem = error.description
            self.publish(model)
            throw error
        }
        var problems: [AviaryError] = []
        let kept = (self.required[name] ?? []).subtracting(scanned.chosen).sorted()
        // A required version whose files have gone goes on answering.
        model.aside = Set(kept)
        for version in scanned.chosen + kept.filter({ scanned.versions.contains($0) }) {
            do throws(AviaryError) {
                try await self.bring(version, of: &model, configuration, force: force)
            } catch {
                problems.append(error)
            }
        }
        self.retire(&model, keeping: scanned.chosen)
        self.publish(model)
        if scanned.chosen.isEmpty, kept.isEmpty {
            throw AviaryError(.notFound, "the version policy of \(name) chooses none of its versions")
        }
        if let first = problems.first { throw first }
    }

    /// Loads one version, unless it is loaded as it is.
    func bring(
        _ version: VersionNumber,
        of model: inout ServedModel,
        _ configuration: ModelConfiguration,
        force: Bool
    ) async throws(AviaryError) {
        let known = model.loaded[version]
        do throws(AviaryError) {
            let (repository, loader, name) = (self.repository, self.loader, model.name)
            let artefact = try await offPool { () throws(AviaryError) in try repository.artefact(name, version) }
            if let known {
                let difference = artefact.difference(from: known.artefact)
                if !force, let refusal = difference.refusal(of: name, version) { throw refusal }
                guard !difference.isEmpty || known.configuration != configuration else { return }
            } else {
                model.versions[version] = .loading
                self.publish(model)
            }
            let started = Moment.now
            let engine = try await offPool { () throws(AviaryError) in
                try loader.load(
                    path: artefact.modelPath,
                    hasControlFlow: artefact.hasControlFlow,
                    model: name,
                    version: version,
                    configuration: configuration
                )
            }
            model.versions[version] = .ready(
                .init(engine: engine, artefact: artefact, configuration: configuration)
            )
            self.publish(model)
            known?.engine.close()
            self.logger.info(
                "Loaded",
                metadata: [
                    "model": "\(name)", "version": "\(version)", "sha256": "\(artefact.manifest.digest.prefix(12))",
                    "ms": "\(Moment.now.since(started) / 1_000_000)",
                    "batching": "\(engine.batching.map { "up to \($0.maxBatchSize)" } ?? "off")",
                ]
            )
        } catch {
            // What answers goes on answering.
            if known == nil { model.versions[version] = .unavailable(reason: error.description) }
            self.publish(model)
            throw error
        }
    }

    /// Lets versions go that the policy no longer chooses and nobody requires, unless nothing else would answer.
    func retire(_ model: inout ServedModel, keeping chosen: [VersionNumber]) {
        let answers = chosen.contains { model.loaded[$0] != nil }
        let kept = self.required[model.name] ?? []
        for (version, state) in model.versions where !chosen.contains(version) && !kept.contains(version) {
            if case .ready(let loaded) = state {
                guard answers || chosen.isEmpty || model.aside.contains(version) else { continue }
                model.versions[version] = nil
                model.aside.remove(version)
                self.publish(model)
                loaded.engine.close()
                self.logger.info("Unloaded", metadata: ["model": "\(model.name)", "version": "\(version)"])
            } else {
                model.versions[version] = nil
            }
        }
    }

    func publish(_ model: ServedModel) {
        self.models[model.name] = model
        self.router.setModels(self.models.values.map(\.served))
        Gauge(label: "aviary_model_versions_ready", dimensions: [("model", model.name.rawValue)])
            .record(model.loaded.count)
    }

    func unknown(_ name: ModelName) -> AviaryError {
        // Not where the repository is: whoever asks over the network has no business with the server's folders.
        let known = self.models.keys.map(\.rawValue).sorted()
        let nearest = NearestWord.find(name.rawValue, among: known).map { "did you mean '\($0)'?" }
        return AviaryError(
            .notFound,
            "model '\(name)' is not in the repository",
            remedy: nearest ?? "'aviary models list' shows all"
        )
    }

    /// Runs changes one after the other, in the order in which they came.
    func exclusively<Value: Sendable>(_ change: @escaping @Sendable () async -> Value) async -> Value {
        let before = self.lastChange
        let task = Task {
            await before?.value
            return await change()
        }
        self.lastChange = Task { _ = await task.value }
        return await task.value
    }
}

/// Runs work that blocks on a thread of its own, not on one of the few that all tasks share.
func offPool<Value: Sendable>(
    _ work: @escaping @Sendable () throws(AviaryError) -> Value
) async throws(AviaryError) -> Value {
    let result: Result<Value, AviaryError> = await withCheckedContinuation { continuation in
        do throws(AviaryError) {
            try NativeThread.start {
                do throws(AviaryError) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        } catch {
            continuation.resume(returning: .failure(error))
        }
    }
    return try result.get()
}
