internal import AviaryCore
internal import AviaryMedia
internal import AviaryServing
internal import AviaryStore
internal import FoundationEssentials
internal import Hummingbird
package import Logging
internal import Metrics
internal import NIOPosix
internal import ONNXRuntime
internal import ServiceLifecycle
internal import UnixSignals

/// The whole program that serves: ONNX Runtime, the models, the port, from start to drain.
package struct Server {
    private let settings: ServerSettings
    private let environment: [String: String]
    private let logger: Logger

    /// Makes a server; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - settings: how it serves.
    ///   - environment: the process's environment, where the runtime's library may be named.
    ///   - logger: is told what happens.
    package init(_ settings: ServerSettings, environment: [String: String], logger: Logger) {
        self.settings = settings
        self.environment = environment
        self.logger = logger
    }

    /// Serves until the process is told to stop, then drains.
    ///
    /// - Parameter whenReady: receives the address, once all models of the repository have been tried.
    /// - Throws: ``AviaryError`` when the server cannot start.
    package func run(whenReady: @escaping @Sendable (_ address: String) -> Void) async throws {
        Heap.keepMemoryOfRequests(self.environment)
        let registry = PrometheusRegistry()
        registry.collect(ProcessMetrics().collect)
        MetricsSystem.bootstrap(registry)

        let library: Library
        do throws(RuntimeError) {
            library = try Library.open(DependencyDirectories.onnxRuntime(self.settings.onnxruntime, self.environment))
        } catch {
            throw AviaryError(error)
        }
        let runtime: ONNXRuntime.Environment
        do throws(RuntimeError) {
            runtime = try ONNXRuntime.Environment(library: library, logger: self.logger)
        } catch {
            throw AviaryError(error)
        }
        let router = AviaryServing.Router()
        registry.collect(VersionMetrics(router: router).collect)
        let readiness = Readiness()
        let lifecycle = ModelLifecycle(
            repository: try ModelRepository(root: self.settings.repository ?? "."),
            loader: EngineLoader(environment: runtime, watch: try DeadlineWatch(), logger: self.logger),
            router: router,
            logger: self.logger
        )
        let tap = self.settings.monitoring == .sample ? PredictionTap() : nil
        let recorder = Recorder(tap: tap)
        let control = try ControlPlane(
            database: self.settings.databasePath,
            logDatabase: self.settings.logDatabasePath,
            router: router,
            recorder: recorder,
            lifecycle: lifecycle,
            logger: self.logger
        )
        let monitoring = tap.map { tap in
            Monitoring(
                tap: tap,
                database: self.settings.databasePath,
                router: router,
                control: control.loop,
                alerts: control.alerts,
                logs: control.logs,
                registry: registry
            )
        }
        if let metrics = monitoring?.loop.metrics { registry.collect(metrics.collect) }
        let access: Access
        do {
            access = try await Access(self.settings, control, logger: self.logger)
            try await lifecycle.loadAll()
            try await control.recover()
        } catch {
            await control.close()
            throw error
        }
        let shadows = control.shadows
        let observers = Observers(recorder: recorder) { shadows.offer($0) }
        let settings = self.settings
        let application = HTTPServer.application(
            settings,
            gatekeeper: access.gatekeeper,
            routing: router,
            observers: observers,
            routes: try self.routes(access, router, observers, readiness, lifecycle, control, monitoring, registry),
            eventLoops: .shared(MultiThreadedEventLoopGroup(numberOfThreads: settings.eventLoops)),
            logger: self.logger
        ) { port in
            readiness.enter(.serving)
            let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
            control.address.withLock { $0 = "http://\(host):\(port)" }
            whenReady("http://\(host):\(port)")
        }
        var services: [any Service] = [access.service] + control.services
        // Services stop in the reverse of this order: who follows the log is let go before the server waits for them.
        // Stopped after the server, so that what it answered last is seen and logged.
        if let monitoring { services.append(monitoring.service) }
        services.append(application)
        services += control.followers
        services.append(DrainNotice(readiness: readiness, logger: self.logger))
        if settings.watch {
            services.append(RepositoryPoll(lifecycle: lifecycle, interval: settings.watchInterval))
        }
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: self.logger
        )
        // A request that takes longer than this to answer does not keep the process alive.
        configuration.maximumGracefulShutdownDuration = settings.drainTimeout
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            await control.close()
            throw error
        }
        await control.close()
    }

    private func routes(
        _ access: Access,
        _ router: AviaryServing.Router,
        _ observers: Observers,
        _ readiness: Readiness,
        _ lifecycle: ModelLifecycle,
        _ control: ControlPlane,
        _ monitoring: Monitoring?,
        _ registry: PrometheusRegistry
    ) throws(AviaryError) -> Routes {
        var routes = Routes(access.gatekeeper)
        KeyRoutes(keeper: access.keeper).add(to: &routes)
        HealthRoutes(router: router, readiness: readiness).add(to: &routes)
        StatisticsRoutes(router: router).add(to: &routes)
        MetadataRoutes(router: router).add(to: &routes)
        RepositoryRoutes(lifecycle: lifecycle, router: router).add(to: &routes)
        control.addRoutes(to: &routes, router) { await monitoring?.loop.drain() }
        monitoring?.addRoutes(to: &routes)
        let tasks = TaskRouting(router, observers, serverDeadline: self.settings.defaultDeadline)
        V1Routes(tasks: tasks, maxBodySize: self.settings.maxBodySize).add(to: &routes)
        PredictRoute(
            tasks: tasks,
            workers: try WorkerPool(threads: self.settings.eventLoops, capacity: 256),
            limits: PictureLimits(maximumPixels: self.settings.maxPixels),
            maxBodySize: self.settings.maxBodySize,
            defaultDeadline: self.settings.defaultDeadline
        ).add(to: &routes)
        MetricsRoute(registry: registry, access: self.settings.accessMetrics).add(to: &routes)
        let page = try SwaggerUI.locate(setting: self.settings.swaggerUI, directories: DependencyDirectories.all)
        DocumentationRoutes(router: router, swaggerUI: page).add(to: &routes)
        PageRoutes().add(to: &routes)
        return routes
    }
}

/// Says that the server drains as soon as it is told to stop.
private struct DrainNotice: Service {
    let readiness: Readiness
    let logger: Logger

    func run() async throws {
        // Cancelled instead: the server could not start, and has nothing to drain.
        guard (try? await gracefulShutdown()) != nil else { return }
        self.readiness.enter(.draining)
        self.logger.info("Draining: no new connections, accepted requests are answered")
    }
}

/// Follows the repository's changes.
private struct RepositoryPoll: Service {
    let lifecycle: ModelLifecycle
    let interval: Duration

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: self.interval)
                if !Task.isCancelled { await self.lifecycle.poll() }
            }
        }
    }
}
