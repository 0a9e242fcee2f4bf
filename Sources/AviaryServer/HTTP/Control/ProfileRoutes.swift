internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import Hummingbird

/// What versions' training data look like: `/api/v1/profiles`.
struct ProfileRoutes {
    let profiles: ProfileStore
    let monitoring: MonitorLoop

    func add(to routes: inout Routes) {
        let (profiles, monitoring) = (self.profiles, self.monitoring)
        let path = "/api/v1/profiles/:endpoint/:version"
        routes.on(.get, path, .endpoint(.review, component: "endpoint")) { request, context in
            let place = try Self.place(request, context)
            guard let profile = profiles.profile(of: place) else {
                throw AviaryError(
                    .notFound,
                    "there is no profile of \(place.endpoint) version \(place.version)",
                    remedy: "'aviary profile' makes one of training data"
                )
            }
            return Response(json: profile.overview)
        }
        routes.on(.put, path, .endpoint(.operate, component: "endpoint")) { request, context in
            let place = try Self.place(request, context)
            let body = try await request.plainBody(upTo: ProfileStore.maximumSize)
            return Response(json: try profiles.put(Array(body.readableBytesView), for: place).overview)
        }
        routes.on(.post, "/api/v1/profiles/:endpoint/:version/pin", .endpoint(.operate, component: "endpoint")) {
            request,
            context in
            let place = try Self.place(request, context)
            let asked = try await ControlRequest(request, context)
            let window = try MonitorRoutes.window(asked)
            guard let watch = await monitoring.watch(of: place), let seen = watch.window(window, until: .now) else {
                throw AviaryError(
                    .notFound,
                    "no request to \(place.endpoint) version \(place.version) came in the last \(DurationText.print(window))",
                    remedy: "pin a stretch of time in which there was traffic"
                )
            }
            let profile = try seen.profile(slots: watch.slots)
            try profiles.put(profile, for: place)
            return Response(json: profile.overview)
        }
        routes.on(.delete, path, .endpoint(.operate, component: "endpoint")) { request, context in
            try profiles.remove(try Self.place(request, context))
            return Response(json: ["removed": true])
        }
    }

    private static func place(_ request: Request, _ context: Routes.Context) throws -> MonitorBook.Place {
        let text = try request.component("version", context)
        guard let version = VersionNumber(text) else {
            throw AviaryError(.invalidArgument, "a version is a number of 1 or more, got '\(text.prefix(40))'")
        }
        return MonitorBook.Place(try ModelName(try request.component("endpoint", context)), version)
    }
}
