internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import Hummingbird

/// The prediction log, page by page or as it grows, one row, and somebody's rows to be erased: `/api/v1/log`.
struct LogRoutes {
    let logs: PredictionLogger?
    let feed: EventFeed
    /// Hands on to the log what requests have left behind so far.
    let gather: @Sendable () async -> Void

    /// How many of the latest rows come first where the log is followed.
    private static let usualStart: Int64 = 10

    func add(to routes: inout Routes) {
        let (logs, feed, gather) = (self.logs, self.feed, self.gather)
        routes.on(.get, "/api/v1/log", .role(.review)) { request, context in
            let asked = try await ControlRequest(request, context)
            let log = try Self.demand(logs).log
            var query = try Self.query(asked)
            guard !asked.wantsEvents else {
                query.limit = Int(try asked.number("limit", in: 0...1000, else: Self.usualStart))
                let last = request.headers[.lastEventID].flatMap { Int64($0) }
                return try Self.follow(query, after: last, log, feed)
            }
            query.limit = try asked.limit + 1
            let found = try await log.rows(query)
            let page = found.prefix(query.limit - 1)
            let next: JSONValue = found.count > page.count ? .string("\(page.last?.id.description ?? "")") : .null
            return Response(json: ["rows": .array(try page.map { try $0.json }), "next": next])
        }
        routes.on(.get, "/api/v1/log/:id", .role(.review)) { request, context in
            let log = try Self.demand(logs).log
            let text = try request.component("id", context)
            guard let id = PredictionID(text), let row = try await log.row(id),
                context.principal.sees(row.endpoint.rawValue)
            else {
                throw AviaryError(.notFound, "the log has no prediction '\(text.prefix(64))'")
            }
            return Response(json: try row.json)
        }
        routes.on(.delete, "/api/v1/log", .everywhere(.admin)) { request, context in
            let asked = try await ControlRequest(request, context)
            let logs = try Self.demand(logs)
            guard let subject = asked.parameter("subject"), !subject.isEmpty else {
                throw AviaryError(
                    .invalidArgument,
                    "'subject' says whose rows are to be erased",
                    remedy:
                        "give the value of the routing key, parameter or input that the endpoint's 'log.subject' names"
                )
            }
            // What was answered a moment ago is theirs as well, and would be written after the others are gone.
            await gather()
            return Response(json: ["erased": .integer(try await logs.erase(subject))])
        }
    }

    private static func demand(_ logs: PredictionLogger?) throws(AviaryError) -> PredictionLogger {
        if let logs { return logs }
        throw AviaryError(
            .notFound,
            "this server writes no prediction log",
            remedy: "start it with --log-database FILE"
        )
    }

    private static func query(_ asked: ControlRequest) throws(AviaryError) -> LogQuery {
        var query = LogQuery()
        query.endpoint = try asked.endpoint
        query.among = asked.context.principal.endpoints
        if let text = asked.parameter("version") {
            guard let version = VersionNumber(text) else {
                throw AviaryError(.invalidArgument, "'version' is a version's number, got '\(text.prefix(40))'")
            }
            query.version = version
        }
        query.role = try asked.choice("role")
        query.order = try asked.choice("order") ?? .newest
        query.decision = try Self.decision(asked.parameter("decision"))
        query.from = try asked.time("from")
        query.to = try asked.time("to")
        if let text = asked.parameter("after") {
            guard let id = PredictionID(text) else {
                throw AviaryError(.invalidArgument, "'after' is a page's 'next', got '\(text.prefix(40))'")
            }
            query.after = id
        }
        return query
    }

    private static func decision(_ text: String?) throws(AviaryError) -> String? {
        guard let text else { return nil }
        let known = ["served", "fell-back", "failed"] + AviaryError.Code.allCases.map { "failed:\($0.rawValue)" }
        guard known.contains(text) else {
            throw AviaryError(
                .invalidArgument,
                "'decision' is served, fell-back, failed or failed:CODE, got '\(text.prefix(40))'",
                remedy: NearestWord.suggestion(for: text, among: known)
            )
        }
        return text
    }

    private static func follow(
        _ first: LogQuery,
        after number: Int64?,
        _ log: PredictionLog,
        _ feed: EventFeed
    ) throws(AviaryError) -> Response {
        let news = try feed.follow()
        return ServerSentEvents.response { writer in
            var query = first
            var last: Int64
            if let number {
                last = number
            } else {
                // Of two looks the later one sees all rows of the earlier one, so none is missed between them.
                last = try await log.lastNumber()
                for row in try await log.lastWritten(query) where row.number <= last {
                    try await writer.write(ServerSentEvents.event("row", id: "\(row.number)", try row.json))
                }
            }
            query.limit = 1000
            var wakings = news.makeAsyncIterator()
            repeat {
                // Rows that do not fit are looked at once: the next look begins behind all that are there now.
                let end = try await log.lastNumber()
                var hasSent = false
                while case let rows = try await log.written(query, after: last), let latest = rows.last {
                    for row in rows {
                        try await writer.write(ServerSentEvents.event("row", id: "\(row.number)", try row.json))
                    }
                    last = latest.number
                    hasSent = true
                }
                last = max(last, end)
                if !hasSent { try await writer.write(ServerSentEvents.signOfLife) }
            } while await wakings.next() != nil
        }
    }
}

extension ControlRequest {
    /// One of some words in the query.
    fileprivate func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String
    ) throws(AviaryError) -> Choice? {
        guard let text = self.parameter(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw AviaryError(.invalidArgument, "'\(name)' is one of \(words), got '\(text.prefix(40))'")
        }
        return choice
    }

    /// A time in the query.
    fileprivate func time(_ name: String) throws(AviaryError) -> Timestamp? {
        guard let text = self.parameter(name) else { return nil }
        guard let time = Timestamp(iso8601: text) else {
            throw AviaryError(
                .invalidArgument,
                "'\(name)' is a time such as 2026-07-28T09:05:01Z, got '\(text.prefix(40))'"
            )
        }
        return time
    }
}
