package import AviaryCore
internal import AviaryServing
internal import AviaryStore
internal import FoundationEssentials
package import Logging
internal import ONNXRuntime

/// Runs recorded requests through two versions of a model, offline and at full speed, and judges the one by the other.
///
/// Each request goes to both versions on the same thread, each time the other one first, so that neither profits from what
/// the other has brought into the caches.
package struct Replay {
    private let plan: ReplayPlan
    private let settings: ServerSettings
    private let environment: [String: String]
    private let logger: Logger

    /// Makes a replay; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - plan: what is replayed, and how the candidate is judged.
    ///   - settings: where the repository and the library are.
    ///   - environment: the process's environment, where the library may be named.
    ///   - logger: is told what is odd about the candidate.
    package init(_ plan: ReplayPlan, _ settings: ServerSettings, environment: [String: String], logger: Logger) {
        self.plan = plan
        self.settings = settings
        self.environment = environment
        self.logger = logger
    }

    /// Loads both versions, checks the candidate, and replays all requests.
    ///
    /// Blocks; not for an event loop.
    ///
    /// - Parameter progress: receives how much of the file has been read, in per cent, whenever that changes.
    /// - Returns: what came out.
    /// - Throws: `AviaryError` when a version cannot be loaded, the candidate does not fit stable's requests, or a line is no
    ///   request.
    package func run(progress: (_ percent: Int) -> Void) throws(AviaryError) -> ReplayReport {
        switch self.plan.source {
        case .file(let path):
            var lines = try RecordedLines(path)
            return try self.run(&lines, progress)
        case .log(let path, let endpoint, let from, let limit):
            var rows = try LoggedRequests(path, of: endpoint, self.plan.model, from: from, limit: limit)
            return try self.run(&rows, progress)
        }
    }

    private func run<Source: RequestSource & ~Copyable>(
        _ source: inout Source,
        _ progress: (_ percent: Int) -> Void
    ) throws(AviaryError) -> ReplayReport {
        let pair = try self.load()
        for note in try CandidateCheck.run(pair.candidate, against: pair.stable) { self.logger.warning("\(note)") }
        let started = Moment.now
        let threads = min(max(2, ProcessInfo.processInfo.activeProcessorCount), 64)
        let crew = try ReplayCrew(threads: threads, pair, ReplayTally(self.plan))
        let tally = try Self.replay(&source, crew, progress)
        let elapsed = Duration.nanoseconds(Int64(clamping: Moment.now.since(started)))
        return tally.report(against: pair.stable.version, after: elapsed, skipped: source.skipped)
    }

    private static func replay<Source: RequestSource & ~Copyable>(
        _ lines: inout Source,
        _ crew: ReplayCrew,
        _ progress: (_ percent: Int) -> Void
    ) throws(AviaryError) -> ReplayTally {
        var shown = -1
        do throws(AviaryError) {
            while let line = try lines.next() {
                guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
                do throws(AviaryError) {
                    try crew.replay(line, line: lines.lineNumber)
                } catch {
                    throw error.at(lines.name)
                }
                guard let percent = lines.percent else { continue }
                if percent > shown { progress(percent) }
                shown = percent
            }
        } catch {
            crew.stop(error)
            throw error
        }
        do throws(AviaryError) {
            return try crew.finish()
        } catch {
            throw error.at(lines.name)
        }
    }

    private func load() throws(AviaryError) -> ReplayPair {
        let repository = try ModelRepository(root: self.settings.repository ?? ".")
        let model = self.plan.model
        guard let scanned = try repository.scan(model) else {
            let known = try repository.scan().models.map(\.name.rawValue)
            throw AviaryError(
                .notFound,
                "there is no model '\(model)' in the repository",
                remedy: NearestWord.suggestion(for: model.rawValue, among: known)
            )
        }
        let configuration = try scanned.configuration.get()
        let others = scanned.versions.filter { $0 != self.plan.candidate }
        guard let stable = self.plan.stable ?? others.last else {
            throw AviaryError(
                .notFound,
                "\(model) has no version to judge version \(self.plan.candidate) by",
                remedy: "put both into the repository"
            )
        }
        let runtime: ONNXRuntime.Environment
        do throws(RuntimeError) {
            let search = DependencyDirectories.onnxRuntime(self.settings.onnxruntime, self.environment)
            runtime = try ONNXRuntime.Environment(library: Library.open(search), logger: self.logger)
        } catch {
            throw AviaryError(error)
        }
        let loader = EngineLoader(environment: runtime, watch: try DeadlineWatch(), logger: self.logger)
        func engine(_ version: VersionNumber) throws(AviaryError) -> Engine {
            let artefact = try repository.artefact(model, version)
            do throws(AviaryError) {
                return try loader.load(
                    path: artefact.modelPath,
                    hasControlFlow: artefact.hasControlFlow,
                    model: model,
                    version: version,
                    configuration: configuration
                )
            } catch {
                throw error.at("version \(version) of \(model)")
            }
        }
        return ReplayPair(
            stable: try engine(stable),
            candidate: try engine(self.plan.candidate),
            agreement: self.plan.agreement
        )
    }
}
