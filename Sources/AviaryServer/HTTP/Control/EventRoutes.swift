internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import Hummingbird

/// The log of all that happened, page by page or as it grows: `/api/v1/events`.
struct EventRoutes {
    let store: any Store
    let feed: EventFeed

    func add(to routes: inout Routes) {
        let (store, feed) = (self.store, self.feed)
        routes.on(.get, "/api/v1/events", .role(.review)) { request, context in
            let asked = try await ControlRequest(request, context)
            var query = EventQuery(endpoint: try asked.endpoint, rollout: asked.parameter("rollout"))
            query.among = context.principal.endpoints
            query.after = try asked.number("after", in: 0...Int64.max, else: 0)
            guard !asked.wantsEvents else {
                if let last = request.headers[.lastEventID].flatMap({ Int64($0) }) { query.after = last }
                return try Self.follow(query, store, feed)
            }
            query.limit = try asked.limit + 1
            let found = try await store.events(query)
            let page = found.prefix(query.limit - 1)
            let next: JSONValue = found.count > page.count ? .integer(page.last?.sequence ?? 0) : .null
            return Response(json: ["events": .array(page.map(\.json)), "next": next])
        }
    }

    private static func follow(
        _ first: EventQuery,
        _ store: any Store,
        _ feed: EventFeed
    ) throws(AviaryError) -> Response {
        let news = try feed.follow()
        return ServerSentEvents.response { writer in
            var query = first
            // What was there before comes first; then what the feed says that there is more of.
            var wakings = news.makeAsyncIterator()
            repeat {
                var hasSent = false
                while case let events = try await store.events(query), let last = events.last {
                    for event in events {
                        try await writer.write(ServerSentEvents.event("event", id: "\(event.sequence)", event.json))
                    }
                    query.after = last.sequence
                    hasSent = true
                }
                if !hasSent { try await writer.write(ServerSentEvents.signOfLife) }
            } while await wakings.next() != nil
        }
    }
}
