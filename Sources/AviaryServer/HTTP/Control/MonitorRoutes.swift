internal import AviaryControl
internal import AviaryCore
internal import Hummingbird

/// What requests were like, and what the monitors say of it: `/api/v1/measures` and `/api/v1/monitors`.
struct MonitorRoutes {
    let monitoring: MonitorLoop

    /// How far back measures can be asked for.
    private static let longest = MonitorSpecification.longestWindow

    func add(to routes: inout Routes) {
        let monitoring = self.monitoring
        routes.on(.get, "/api/v1/measures", .role(.review)) { request, context in
            let asked = try await ControlRequest(request, context)
            let (endpoint, window) = (try asked.endpoint, try Self.window(asked))
            let segment = try Self.segment(asked)
            var entries: [JSONValue] = []
            let gauges = await monitoring.gauges.versions
            for place in await monitoring.places where endpoint == nil || place.endpoint == endpoint {
                guard context.principal.sees(place.endpoint.rawValue) else { continue }
                let watch = await monitoring.watch(of: place)
                let now = Timestamp.now
                let found = watch?.window(window, until: now, of: segment)
                let slots = watch?.slots ?? []
                entries.append(
                    [
                        "endpoint": .string(place.endpoint.rawValue),
                        "version": .string(place.version.description),
                        "last_request": (watch?.last).map { .string($0.iso8601) } ?? .null,
                        "window": .string(DurationText.print(window)),
                        "seen": (found ?? MeasureWindow(slots: slots.count)).json(
                            slots: slots,
                            length: watch?.span(window, until: now, of: segment) ?? window
                        ),
                        // Of a version as a whole: nothing of it is told apart by a segment.
                        "now": segment == nil ? Gauges.json(gauges[place] ?? [:]) : [],
                    ]
                )
            }
            return Response(json: ["versions": .array(entries)])
        }
        routes.on(.get, "/api/v1/monitors", .role(.review)) { request, context in
            let asked = try await ControlRequest(request, context)
            let endpoint = try asked.endpoint
            let findings = await monitoring.findings
            let names = findings.keys.filter { name in
                (endpoint == nil || name == endpoint) && context.principal.sees(name.rawValue)
            }.sorted()
            var entries: [JSONValue] = []
            for name in names {
                let monitors = await monitoring.monitors(of: name)
                entries.append(
                    [
                        "endpoint": .string(name.rawValue),
                        "monitors": .array(monitors.map(\.json)),
                        "findings": .array((findings[name] ?? []).map(\.json)),
                    ]
                )
            }
            return Response(json: ["endpoints": .array(entries)])
        }
    }

    static func window(_ asked: ControlRequest) throws(AviaryError) -> Duration {
        guard let text = asked.parameter("window") else { return .seconds(300) }
        let window = try DurationText.parse(text)
        guard window > .zero, window <= Self.longest else {
            throw AviaryError(
                .invalidArgument,
                "'window' is longer than nothing and at most 6 hours, got '\(text.prefix(40))'"
            )
        }
        return window
    }

    private static func segment(_ asked: ControlRequest) throws(AviaryError) -> VersionWatch.Segment? {
        guard let text = asked.parameter("segment") else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw AviaryError(
                .invalidArgument,
                "'segment' is PARAMETER:VALUE, such as country:DE, got '\(text.prefix(40))'"
            )
        }
        return VersionWatch.Segment(parameter: parts[0], value: parts[1])
    }
}
