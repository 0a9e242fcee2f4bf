internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import AviaryStore
internal import HTTPTypes
internal import Hummingbird

/// What endpoints there are and what each should be: `/api/v1/endpoints`.
struct EndpointRoutes {
    let control: ControlLoop
    let router: AviaryServing.Router

    func add(to routes: inout Routes) {
        let (control, router) = (self.control, self.router)
        routes.on(.get, "/api/v1/endpoints", .role(.review)) { request, context in
            let asked = try await ControlRequest(request, context)
            let described = Dictionary(
                uniqueKeysWithValues: await control.endpoints.map { ($0.record.name.rawValue, $0) }
            )
            let names = Set(described.keys).union(router.table.endpoints.keys).filter { context.principal.sees($0) }
                .sorted()
            let rest = names.drop { $0 <= asked.parameter("after") ?? "" }
            let page = rest.prefix(try asked.limit)
            let entries = page.map { name in
                described[name]?.json ?? router.table.endpoints[name]?.implicitJSON ?? .null
            }
            let next: JSONValue = rest.count > page.count ? .string(page.last ?? "") : .null
            return Response(json: ["endpoints": .array(entries), "next": next])
        }
        routes.on(.get, "/api/v1/endpoints/:endpoint", .endpoint(.review, component: "endpoint")) { request, context in
            let name = try ModelName(try request.component("endpoint", context))
            if let endpoint = await control.endpoint(name) {
                return Response(json: endpoint.json, revision: endpoint.record.revision)
            }
            return Response(json: try router.table.endpoint(name.rawValue).implicitJSON, revision: 0)
        }
        routes.on(.put, "/api/v1/endpoints/:endpoint", .endpoint(.operate, component: "endpoint")) { request, context in
            let asked = try await ControlRequest(request, context)
            let name = try request.component("endpoint", context)
            let documents = try ManifestText.parse(try asked.text, file: "body")
            guard documents.count == 1, case .endpoint(let specification)? = documents.first,
                specification.name.rawValue == name
            else {
                throw AviaryError(.invalidArgument, "the body is one document of kind Endpoint with the name '\(name)'")
            }
            try context.principal.require(applying: specification, before: await control.endpoint(specification.name))
            let asking = try asked.asking()
            let applied = try await control.apply(specification, isTrial: try asked.flag("dryRun"), asking)
            return Response(json: applied.json, revision: applied.record.revision)
        }
        routes.on(.delete, "/api/v1/endpoints/:endpoint", .endpoint(.operate, component: "endpoint")) {
            request,
            context in
            let asked = try await ControlRequest(request, context)
            try await control.remove(try ModelName(try request.component("endpoint", context)), try asked.asking())
            return Response(json: ["removed": true])
        }
        routes.on(.get, "/api/v1/endpoints/:endpoint/comparisons", .endpoint(.review, component: "endpoint")) {
            request,
            context in
            let name = try ModelName(try request.component("endpoint", context))
            _ = try router.table.endpoint(name.rawValue)
            let known = await control.comparisons(of: name).sorted { $0.key < $1.key }
            let comparisons = known.map { version, comparison in
                JSONValue.object([
                    .init("version", .integer(version.rawValue)), .init("comparison", comparison.json),
                ])
            }
            return Response(json: ["endpoint": .string(name.rawValue), "comparisons": .array(comparisons)])
        }
    }
}

extension ControlLoop.Endpoint {
    /// The endpoint for programs; `manifest` is for people, and can be applied again.
    var json: JSONValue {
        let specification = self.record.specification
        return [
            "name": .string(self.record.name.rawValue),
            "owner": specification.owner.map { .string($0) } ?? .null,
            "model": .string(specification.model.rawValue),
            "stable": .integer(self.record.stable.rawValue),
            "revision": .integer(self.record.revision),
            "updated": .string(self.record.updated.iso8601),
            "rollout": self.rollout?.json ?? .null,
            "experiment": Self.shares(specification.experiment),
            "shadows": Self.shares(specification.shadows),
            "manifest": .string(ManifestText.print(specification)),
        ]
    }

    private static func shares(_ shares: [EndpointSpecification.Share]) -> JSONValue {
        .object(shares.map { .init($0.version.description, .number("\(Double($0.weight.basisPoints) / 10_000)")) })
    }
}

extension AviaryServing.Endpoint {
    /// An endpoint that nobody has described: its model's highest version answers.
    fileprivate var implicitJSON: JSONValue {
        [
            "name": .string(self.name.rawValue), "owner": .null, "model": .string(self.name.rawValue),
            "stable": self.stable.map { .integer($0.engine.version.rawValue) } ?? .null, "revision": 0,
            "updated": .null,
            "rollout": .null, "experiment": [:], "shadows": [:], "manifest": .null,
        ]
    }
}

extension ControlLoop.Applied {
    /// What was done, or would be, for programs; `diff` is for people.
    var json: JSONValue {
        let old = self.before.map { ManifestText.print($0.specification) } ?? ""
        let diff = LineDiff.lines(old: old, new: ManifestText.print(self.record.specification))
        return [
            "endpoint": .string(self.record.name.rawValue),
            "change": .string(self.before == nil ? "created" : self.isChange ? "changed" : "unchanged"),
            "revision": .integer(self.record.revision),
            "stable": .integer(self.record.stable.rawValue),
            "begins": self.introduction.map { .integer($0.candidate.rawValue) } ?? .null,
            "rollout": self.rollout.map { .string($0.id) } ?? .null,
            "diff": .array(self.isChange ? diff.map { .string($0) } : []),
        ]
    }
}
