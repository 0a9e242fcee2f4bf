internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import HTTPTypes
internal import Hummingbird

/// Alerts and silences: `/api/v1/alerts` and `/api/v1/silences`.
struct AlertRoutes {
    let alerts: AlertKeeper
    let store: any Store

    func add(to routes: inout Routes) {
        self.addReading(to: &routes)
        let (alerts, store) = (self.alerts, self.store)
        routes.on(.post, "/api/v1/alerts/:alert/ack", .role(.operate)) { request, context in
            let asked = try await ControlRequest(request, context)
            let id = try request.component("alert", context)
            if context.principal.endpoints != nil { _ = try await alerts.alert(id, for: context.principal) }
            return try await asked.once(in: store) {
                let comment = try Self.text("comment", of: try asked.json) ?? ""
                let alert = try await alerts.acknowledge(id, comment, try asked.asking())
                return Response(json: alert.json, revision: alert.revision)
            }
        }
        routes.on(.get, "/api/v1/silences", .role(.review)) { _, context in
            let seen = await alerts.silences.filter { $0.isSeen(by: context.principal) }
            return Response(json: ["silences": .array(seen.map(\.json))])
        }
        routes.on(.post, "/api/v1/silences", .role(.operate)) { request, context in
            let asked = try await ControlRequest(request, context)
            func read() throws(AviaryError) -> Silence {
                let silence = try Self.silence(try asked.json, alerts.world, by: asked.actor)
                guard silence.isSeen(by: context.principal) else { throw Self.notTheirs(context.principal) }
                return silence
            }
            // Also before a reply that is remembered, which may have been somebody else's.
            if context.principal.endpoints != nil { _ = try read() }
            return try await asked.once(in: store) {
                let asking = try asked.asking(answering: .created)
                let silence = try read()
                try await alerts.silence(silence, asking)
                return Response(json: silence.json, status: .created)
            }
        }
        routes.on(.delete, "/api/v1/silences/:silence", .role(.operate)) { request, context in
            let id = try request.component("silence", context)
            if let silence = await alerts.silences.first(where: { $0.id == id }), !silence.isSeen(by: context.principal)
            {
                throw AviaryError(.forbidden, "\(context.principal.name) may not end the silence '\(id)'")
            }
            try await alerts.unsilence(id)
            return Response(json: ["removed": true])
        }
    }

    private func addReading(to routes: inout Routes) {
        let (alerts, store) = (self.alerts, self.store)
        routes.on(.get, "/api/v1/alerts", .role(.review)) { request, context in
            let asked = try await ControlRequest(request, context)
            var query = AlertQuery(
                states: try Self.states(asked.parameter("state")),
                severity: try Self.severity(asked.parameter("severity")),
                endpoint: try asked.endpoint
            )
            query.among = context.principal.endpoints
            if let before = asked.parameter("before") {
                guard before.hasPrefix("a"), let number = Int64(before.dropFirst()) else {
                    throw AviaryError(
                        .invalidArgument,
                        "'before' is an alert's id such as a12, got '\(before.prefix(40))'"
                    )
                }
                query.before = number
            }
            query.limit = try asked.limit + 1
            let found = try await store.alerts(query)
            let page = found.prefix(query.limit - 1)
            let next: JSONValue = found.count > page.count ? .string(page.last?.id ?? "") : .null
            return Response(json: ["alerts": .array(page.map(\.json)), "next": next])
        }
        routes.on(.get, "/api/v1/alerts/:alert", .role(.review)) { request, context in
            let id = try request.component("alert", context)
            let (alert, silence) = try await alerts.alert(id, for: context.principal)
            return Response(json: alert.json(silencedBy: silence), revision: alert.revision)
        }
    }

    private static func notTheirs(_ principal: Principal) -> AviaryError {
        AviaryError(
            .forbidden,
            "\(principal.name) may silence alerts of some endpoints alone",
            remedy: "add a matcher such as endpoint=NAME"
        )
    }

    private static func states(_ word: String?) throws(AviaryError) -> [Alert.State] {
        switch word {
        case nil, "live": return [.pending, .firing]
        case "all": return []
        case let word?:
            guard let state = Alert.State(rawValue: word) else {
                let expected = "live, pending, firing, resolved or all"
                throw AviaryError(.invalidArgument, "'state' is \(expected), got '\(word.prefix(40))'")
            }
            return [state]
        }
    }

    private static func severity(_ word: String?) throws(AviaryError) -> MonitorSpecification.Severity? {
        guard let word else { return nil }
        guard let severity = MonitorSpecification.Severity(rawValue: word) else {
            throw AviaryError(.invalidArgument, "'severity' is info, warning or critical, got '\(word.prefix(40))'")
        }
        return severity
    }

    private static func text(_ name: String, of json: JSONValue) throws(AviaryError) -> String? {
        switch json[name] {
        case nil, .null: return nil
        case .string(let text) where text.utf8.count <= 1000: return text
        default: throw AviaryError(.invalidArgument, "'\(name)' is a text of at most 1000 bytes")
        }
    }

    /// What is asked for: `matchers`, and `duration` or `ends`.
    private static func silence(
        _ json: JSONValue,
        _ world: AlertKeeper.World,
        by author: String
    ) throws(AviaryError) -> Silence {
        guard case .object(let members) = json, case .array(let list)? = json["matchers"] else {
            throw AviaryError(.invalidArgument, "'matchers' is a list of texts such as [\"feature=age\"]")
        }
        let known = ["matchers", "duration", "starts", "ends", "comment"]
        for member in members where !known.contains(member.name) {
            let suggestion = NearestWord.suggestion(for: member.name, among: known)
            throw AviaryError(.invalidArgument, "unknown member '\(member.name.prefix(40))'", remedy: suggestion)
        }
        var matchers: [Silence.Matcher] = []
        for element in list {
            guard case .string(let text) = element else {
                throw AviaryError(.invalidArgument, "a matcher is a text such as \"feature=age\"")
            }
            matchers.append(try Silence.Matcher(parsing: text))
        }
        let starts = try Self.time("starts", of: json) ?? world.now()
        let ends: Timestamp
        switch (try Self.text("duration", of: json), try Self.time("ends", of: json)) {
        case (let duration?, nil):
            let length = try DurationText.parse(duration)
            guard length <= Silence.longest else {
                throw AviaryError(.invalidArgument, "a silence lasts at most a year, got '\(duration)'")
            }
            ends = starts.advanced(by: length)
        case (nil, let time?): ends = time
        default: throw AviaryError(.invalidArgument, "'duration', such as 2h, or 'ends' says how long it lasts")
        }
        return try Silence(
            id: world.newID(),
            matchers: matchers,
            starts: starts,
            ends: ends,
            author: author,
            comment: try Self.text("comment", of: json) ?? ""
        )
    }

    private static func time(_ name: String, of json: JSONValue) throws(AviaryError) -> Timestamp? {
        guard let text = try Self.text(name, of: json) else { return nil }
        if let time = Timestamp(iso8601: text) { return time }
        throw AviaryError(
            .invalidArgument,
            "'\(name)' is a time such as 2026-07-01T00:00:00Z, got '\(text.prefix(40))'"
        )
    }
}

extension AlertKeeper {
    /// An alert that somebody may know of; any other is not there.
    fileprivate func alert(
        _ id: String,
        for principal: Principal
    ) async throws(AviaryError) -> (alert: Alert, silence: Silence?) {
        let found = try await self.alert(id)
        guard principal.sees(found.alert.subject.endpoint.rawValue) else { throw Self.noAlert(id) }
        return found
    }
}

extension Silence {
    /// Whether somebody may know of it, and make and end it: it is about an endpoint of theirs alone.
    fileprivate func isSeen(by principal: Principal) -> Bool {
        principal.endpoints == nil
            || self.matchers.contains { $0.name == "endpoint" && $0.isEqual && principal.sees($0.value) }
    }
}
