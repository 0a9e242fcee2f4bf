internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Rollouts: begun, looked at, and told what to do: `/api/v1/rollouts`.
struct RolloutRoutes {
    let control: ControlLoop
    let store: any Store
    let feed: EventFeed

    func add(to routes: inout Routes) {
        self.addReading(to: &routes)
        self.addStarting(to: &routes)
        self.addWish("pause", to: &routes) { _ in .pause }
        self.addWish("resume", to: &routes) { _ in .resume }
        self.addWish("promote", to: &routes) { body throws(AviaryError) in
            switch body["fully"] {
            case nil, .bool(false): return .promote(fully: false)
            case .bool(true): return .promote(fully: true)
            default: throw AviaryError(.invalidArgument, "'fully' is true or false")
            }
        }
        self.addWish("abort", to: &routes) { body throws(AviaryError) in
            switch body["reason"] {
            case nil: return .abort(reason: "aborted by hand")
            case .string(let reason) where !reason.isEmpty: return .abort(reason: String(reason.prefix(1000)))
            default: throw AviaryError(.invalidArgument, "'reason' is a text that is not empty")
            }
        }
    }

    private func addReading(to routes: inout Routes) {
        let (control, store, feed) = (self.control, self.store, self.feed)
        routes.on(.get, "/api/v1/rollouts", .role(.review)) { request, context in
            let asked = try await ControlRequest(request, context)
            var query = RolloutQuery(endpoint: try asked.endpoint, before: asked.parameter("before"))
            query.among = context.principal.endpoints
            query.isOver = try Self.isOver(asked.parameter("state"))
            query.limit = try asked.limit + 1
            let found = try await store.rollouts(query)
            let page = found.prefix(query.limit - 1)
            let next: JSONValue = found.count > page.count ? .string(page.last?.id ?? "") : .null
            return Response(json: ["rollouts": .array(page.map(\.json)), "next": next])
        }
        routes.on(.get, "/api/v1/rollouts/:rollout", .role(.review)) { request, context in
            let id = try request.component("rollout", context)
            let (rollout, analyses) = try await control.rollout(id, for: context.principal)
            guard request.headers[.accept]?.contains("text/event-stream") == true else {
                return Response(json: rollout.json(with: analyses), revision: rollout.revision)
            }
            return try RolloutStream(control: control, id: rollout.id, feed: feed).response
        }
        routes.on(.get, "/api/v1/rollouts/:rollout/explanation", .role(.review)) { request, context in
            let id = try request.component("rollout", context)
            let rollout = try await control.rollout(id, for: context.principal).rollout
            let events = try await store.events(EventQuery(rollout: rollout.id, limit: 1000))
            let sentences = Explanation.sentences(events)
            return Response(
                json: [
                    "rollout": .string(rollout.id),
                    "summary": .string(Explanation.summary(of: rollout)),
                    "events": .array(
                        sentences.map { ["at": .string($0.at.iso8601), "sentence": .string($0.sentence)] }
                    ),
                ]
            )
        }
    }

    private func addStarting(to routes: inout Routes) {
        let (control, store) = (self.control, self.store)
        routes.on(.post, "/api/v1/rollouts", .role(.operate)) { request, context in
            let asked = try await ControlRequest(request, context)
            let (endpoint, introduction) = try Self.start(asked)
            try context.principal.require(.operate, at: endpoint.rawValue)
            return try await asked.once(in: store) {
                let asking = try asked.asking(answering: .created)
                let rollout = try await control.start(introduction, on: endpoint, asking)
                return Response(json: rollout.json, revision: rollout.revision, status: .created)
            }
        }
    }

    /// What is to be begun, and where.
    private static func start(
        _ asked: ControlRequest
    ) throws -> (endpoint: ModelName, introduction: EndpointSpecification.Introduction) {
        guard case .object(let members) = try asked.json else {
            throw AviaryError(.invalidArgument, "the body is a JSON object with 'endpoint' and 'candidate'")
        }
        guard case .string(let endpoint)? = members.first(where: { $0.name == "endpoint" })?.value else {
            throw AviaryError(.invalidArgument, "'endpoint' is missing: the name of what clients call")
        }
        let rest = JSONValue.object(members.filter { $0.name != "endpoint" })
        let text = String(decoding: rest.serialized(), as: UTF8.self)
        return (try ModelName(endpoint), try ManifestText.introduction(text, file: "body"))
    }

    private func addWish(
        _ word: String,
        to routes: inout Routes,
        _ wish: @escaping @Sendable (JSONValue) throws(AviaryError) -> RolloutWish
    ) {
        let (control, store) = (self.control, self.store)
        routes.on(.post, "/api/v1/rollouts/:rollout/\(word)", .role(.operate)) { request, context in
            let asked = try await ControlRequest(request, context)
            let id = try request.component("rollout", context)
            if context.principal.endpoints != nil { _ = try await control.rollout(id, for: context.principal) }
            return try await asked.once(in: store) {
                let rollout = try await control.fulfil(try wish(try asked.json), id, try asked.asking())
                return Response(json: rollout.json, revision: rollout.revision)
            }
        }
    }

    private static func isOver(_ state: String?) throws(AviaryError) -> Bool? {
        switch state {
        case nil, "all": return nil
        case "live": return false
        case "over": return true
        case let word?: throw AviaryError(.invalidArgument, "'state' is live, over or all, got '\(word.prefix(40))'")
        }
    }
}

extension ControlLoop {
    /// A rollout that somebody may know of; any other is not there.
    fileprivate func rollout(
        _ id: String,
        for principal: Principal
    ) async throws(AviaryError) -> (rollout: Rollout, analyses: [AnalysisReport]) {
        let found = try await self.rollout(id)
        guard principal.sees(found.rollout.endpoint.rawValue) else { throw Self.noRollout(id) }
        return found
    }
}

extension Rollout {
    /// The rollout for programs, with what its analyses know just now.
    func json(with analyses: [AnalysisReport]) -> JSONValue {
        guard case .object(let members) = self.json else { return self.json }
        return .object(members + [.init("analyses", .array(analyses.map(\.json)))])
    }
}
