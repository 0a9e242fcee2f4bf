internal import AviaryCore
internal import AviaryServing
internal import AviaryStore
internal import Glibc
package import Logging
internal import NIOCore
internal import NIOPosix
internal import ONNXRuntime

/// Tries all that a server needs, as the server itself would, without serving.
package struct Doctor: Sendable {
    /// From this many open files on, the most connections that the settings allow can be had, and then some.
    private static let spareFiles = 64

    private let settings: ServerSettings
    private let environment: [String: String]
    private let logger: Logger
    private let identify: @Sendable (_ url: String) async -> String?

    /// Makes a doctor.
    ///
    /// - Parameters:
    ///   - settings: how the server would serve.
    ///   - environment: the process's environment.
    ///   - logger: is told what the loading of models tells a server's log.
    ///   - identify: says which server answers at an address; `nil` for none that says who it is.
    package init(
        _ settings: ServerSettings,
        environment: [String: String],
        logger: Logger,
        identify: @escaping @Sendable (_ url: String) async -> String?
    ) {
        self.settings = settings
        self.environment = environment
        self.logger = logger
        self.identify = identify
    }

    /// Looks at everything.
    ///
    /// - Returns: what was found, in the order in which a server needs it.
    package func examine() async -> [Finding] {
        var findings: [Finding] = []
        var runtime: ONNXRuntime.Environment?
        do throws(RuntimeError) {
            let search = DependencyDirectories.onnxRuntime(self.settings.onnxruntime, self.environment)
            let library = try Library.open(search)
            runtime = try ONNXRuntime.Environment(library: library, logger: self.logger)
            let providers = library.executionProviders.joined(separator: ", ")
            findings.append(Finding("ONNX Runtime", .good, "\(library.version) in \(library.path), with \(providers)"))
        } catch {
            findings.append(Finding("ONNX Runtime", .bad, error.message, remedy: error.remedy))
        }
        findings += await self.repository(runtime)
        findings.append(await self.port())
        findings.append(self.page())
        findings.append(self.openFiles())
        return findings
    }

    /// Reads the repository, and loads all its models where there is a runtime to load them.
    private func repository(_ runtime: ONNXRuntime.Environment?) async -> [Finding] {
        guard let path = self.settings.repository else {
            let remedy = "name a directory of models, NAME/VERSION/model.onnx, with --repository or AVIARY_REPOSITORY"
            return [Finding("repository", .bad, "none is named", remedy: remedy)]
        }
        do throws(AviaryError) {
            let repository = try ModelRepository(root: path)
            let scan = try repository.scan()
            let count = scan.models.count
            var findings = [
                count == 0
                    ? Finding("repository", .odd, "\(path) is empty", remedy: "put NAME/VERSION/model.onnx into it")
                    : Finding("repository", .good, "\(path) has \(count) model\(count == 1 ? "" : "s")")
            ]
            findings += scan.notes.map { Finding("repository", .odd, $0.description) }
            for model in scan.models {
                findings += model.notes.map { Finding("model \(model.name)", .odd, $0.description) }
                if model.isNeverServed {
                    let remedy = "put a model.onnx into \(model.name)/1, or see its version policy"
                    findings.append(Finding("model \(model.name)", .bad, "no version to serve", remedy: remedy))
                }
            }
            guard let runtime else {
                return findings + scan.models.filter { !$0.isNeverServed }.map(Finding.init)
            }
            let lifecycle = ModelLifecycle(
                repository: repository,
                loader: EngineLoader(environment: runtime, watch: try DeadlineWatch(), logger: self.logger),
                router: AviaryServing.Router(),
                logger: self.logger
            )
            try await lifecycle.loadAll()
            return findings + (await lifecycle.index(onlyReady: false)).map(Finding.init)
        } catch {
            return [Finding("repository", error)]
        }
    }

    /// Listens where the server would, for a moment.
    ///
    /// - Returns: whether that is possible, and if not, why.
    package func port() async -> Finding {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let finding = await self.port(group)
        try? await group.shutdownGracefully()
        return finding
    }

    private func port(_ group: any EventLoopGroup) async -> Finding {
        let (host, port) = (self.settings.host, self.settings.port)
        let subject = "port \(port)"
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: host, port: port)
                .get()
            try await channel.close()
            return Finding(subject, .good, "free on \(host)")
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            let address = host.contains(":") ? "[\(host)]" : host
            let name = await self.identify("http://\(address):\(port)")
            return Finding(
                subject,
                .bad,
                name.map { "taken on \(host): \($0) answers there" } ?? "taken on \(host) by another program",
                remedy: "stop it, or choose another with --port"
            )
        } catch let error as IOError where error.errnoCode == EACCES {
            return Finding(subject, .bad, "not allowed on \(host)", remedy: "choose one from 1024 on with --port")
        } catch {
            return Finding(subject, .bad, "cannot be had on \(host): \(error)", remedy: "check --host and --port")
        }
    }

    /// Looks for the files of the page at `/docs`.
    private func page() -> Finding {
        do throws(AviaryError) {
            let found = try SwaggerUI.locate(
                setting: self.settings.swaggerUI,
                directories: DependencyDirectories.all
            )
            guard let found else {
                let remedy = "run scripts/setup.sh, or name a directory with --swagger-ui"
                return Finding("page at /docs", .odd, "the files of Swagger UI are not installed", remedy: remedy)
            }
            return Finding("page at /docs", .good, "Swagger UI in \(found.directory)")
        } catch {
            return Finding("page at /docs", error)
        }
    }

    /// Compares the limit of open files with the connections that the settings allow.
    private func openFiles() -> Finding {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return Finding("open files", .odd, "the limit is not known")
        }
        let most = Int(clamping: limit.rlim_cur)
        guard most < self.settings.maxConnections + Doctor.spareFiles else {
            return Finding("open files", .good, "\(most), enough for \(self.settings.maxConnections) connections")
        }
        return Finding(
            "open files",
            .odd,
            "the limit of \(most) is too low for \(self.settings.maxConnections) connections",
            remedy: "raise it with 'ulimit -n', or lower --max-connections"
        )
    }
}

extension Finding {
    /// What became of a version that the doctor loaded.
    fileprivate init(_ entry: IndexEntry) {
        let name = "model \(entry.name)" + (entry.version.map { ", version \($0)" } ?? "")
        if entry.state == .ready {
            self.init(name, .good, "loads and answers")
        } else {
            self.init(name, .bad, entry.reason.isEmpty ? "does not load" : entry.reason)
        }
    }

    /// What can be said of a model that the doctor has no library to load with.
    fileprivate init(_ model: ScannedModel) {
        switch model.configuration {
        case .success:
            self.init("model \(model.name)", .odd, "not loaded, as ONNX Runtime is missing")
        case .failure(let error):
            self.init("model \(model.name)", error)
        }
    }
}

extension ScannedModel {
    /// Whether the server passes the model over, since nothing in it is wrong enough to have a line in its index.
    fileprivate var isNeverServed: Bool {
        guard case .success = self.configuration else { return false }
        return self.chosen.isEmpty
    }
}
