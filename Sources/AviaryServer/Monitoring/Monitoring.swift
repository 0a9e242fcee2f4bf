internal import AviaryControl
internal import AviaryCore
internal import AviaryMedia
internal import AviaryServing
internal import AviaryStore
internal import Logging
internal import ServiceLifecycle

/// The monitor loop with all that it asks: the real router, the real profiles, the real alerts.
struct Monitoring {
    let loop: MonitorLoop
    let profiles: ProfileStore

    /// Puts everything together; nothing is looked at yet.
    ///
    /// - Parameters:
    ///   - tap: where requests come from.
    ///   - database: beside which profiles are kept.
    ///   - router: knows the versions.
    ///   - control: knows the endpoints' monitors.
    ///   - alerts: makes alerts of what is found.
    ///   - logs: keeps predictions; `nil` where none are kept.
    ///   - registry: what `/metrics` shows.
    init(
        tap: PredictionTap,
        database: String,
        router: AviaryServing.Router,
        control: ControlLoop,
        alerts: AlertKeeper,
        logs: PredictionLogger?,
        registry: PrometheusRegistry
    ) {
        let profiles = ProfileStore(besides: database)
        let (process, versions) = (SystemGauges(), VersionGauges(router: router, registry: registry))
        self.profiles = profiles
        self.loop = MonitorLoop(
            tap: tap,
            world: MonitorLoop.World(
                now: { .now },
                plan: { place, examples in
                    let engine = router.table.endpoints[place.endpoint.rawValue]?.engines
                        .first { $0.version == place.version }
                    guard let engine else { return nil }
                    return MeasurePlan(
                        signature: engine.signature,
                        configuration: engine.configuration,
                        bounds: profiles.profile(of: place)?.bounds ?? InputBounds(),
                        examples: examples,
                        readers: Self.readers(of: engine)
                    )
                },
                monitors: {
                    let endpoints = await control.endpoints.map {
                        ($0.record.name, MonitorSpecification.inForce($0.record.specification.monitors))
                    }
                    return Dictionary(endpoints) { first, _ in first }
                },
                profile: { profiles.profile(of: $0) },
                gauges: { Gauges(process: process.read(), versions: versions.read(at: .now)) },
                share: { logs?.take($0.predictions) },
                alert: { findings, now in await alerts.take(findings.map(\.judgement), at: now) }
            )
        )
    }

    private static func readers(of engine: Engine) -> MediaReaders {
        var readers = MediaReaders()
        // Boxes are read as `/predict` reads them.
        if let detector = Detector(engine) { readers.detections = { try? detector.detections(in: $0) } }
        readers.pictureFile = { PictureMeasures(decoding: $0) }
        readers.sound = { SoundMeasures(samples: $0, rate: $1) }
        readers.soundFile = { file in (try? Recording(wave: file)).flatMap { SoundMeasures($0) } }
        return readers
    }

    /// What runs beside the server.
    var service: any Service { MonitorTicker(loop: self.loop) }

    /// Adds the routes that tell what is watched.
    func addRoutes(to routes: inout Routes) {
        MonitorRoutes(monitoring: self.loop).add(to: &routes)
        ProfileRoutes(profiles: self.profiles, monitoring: self.loop).add(to: &routes)
    }
}
