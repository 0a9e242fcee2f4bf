package import AviaryControl
package import AviaryCore

/// Where endpoints, rollouts and their log are kept: what has been committed survives the process.
///
/// Every implementation passes the same suite of tests, `StoreConformance`.
package protocol Store: Sendable {
    /// Reads all endpoints.
    ///
    /// - Returns: every endpoint that has not been removed, by name.
    /// - Throws: `AviaryError` when the store cannot be read.
    func endpoints() async throws(AviaryError) -> [EndpointRecord]

    /// Reads all notifiers.
    ///
    /// - Returns: everybody who is told what happens, by name.
    /// - Throws: `AviaryError` when the store cannot be read.
    func notifiers() async throws(AviaryError) -> [NotifierSpecification]

    /// Finds a rollout.
    ///
    /// - Parameter id: who it is.
    /// - Returns: the rollout as it stands; `nil` if there is none.
    /// - Throws: `AviaryError` when the store cannot be read.
    func rollout(_ id: String) async throws(AviaryError) -> Rollout?

    /// Lists rollouts, the latest first.
    ///
    /// - Parameter query: which ones, and how many.
    /// - Returns: at most as many as asked for.
    /// - Throws: `AviaryError` when the store cannot be read.
    func rollouts(_ query: RolloutQuery) async throws(AviaryError) -> [Rollout]

    /// Lists the log, the earliest entry first.
    ///
    /// - Parameter query: which entries, and how many.
    /// - Returns: at most as many as asked for.
    /// - Throws: `AviaryError` when the store cannot be read.
    func events(_ query: EventQuery) async throws(AviaryError) -> [RecordedEvent]

    /// Finds what was answered to a request that may be asked again.
    ///
    /// - Parameter key: the name that the client gave the request.
    /// - Returns: the answer; `nil` if the request is new.
    /// - Throws: `AviaryError` when the store cannot be read.
    func reply(to key: String) async throws(AviaryError) -> RememberedReply?

    /// Lists alerts, the latest first.
    ///
    /// - Parameter query: which ones, and how many.
    /// - Returns: at most as many as asked for.
    /// - Throws: `AviaryError` when the store cannot be read.
    func alerts(_ query: AlertQuery) async throws(AviaryError) -> [Alert]

    /// The number of the alert that came last, also of one that came to nothing.
    ///
    /// - Returns: the number; 0 if there was none.
    /// - Throws: `AviaryError` when the store cannot be read.
    func lastAlert() async throws(AviaryError) -> Int64

    /// Reads all silences.
    ///
    /// - Returns: every silence that has not been forgotten, by id.
    /// - Throws: `AviaryError` when the store cannot be read.
    func silences() async throws(AviaryError) -> [Silence]

    /// Lists notices that wait for a notifier, the earliest first.
    ///
    /// - Parameters:
    ///   - notifier: whose.
    ///   - limit: how many at most.
    /// - Returns: the notices, each with its entry of the log.
    /// - Throws: `AviaryError` when the store cannot be read.
    func outbox(of notifier: String, limit: Int) async throws(AviaryError) -> [OutboxNotice]

    /// Counts the notices that wait for a notifier.
    ///
    /// - Parameter notifier: whose.
    /// - Returns: how many.
    /// - Throws: `AviaryError` when the store cannot be read.
    func outboxCount(of notifier: String) async throws(AviaryError) -> Int

    /// Reads all API keys.
    ///
    /// - Returns: every key that has not been revoked, by prefix.
    /// - Throws: `AviaryError` when the store cannot be read.
    func keys() async throws(AviaryError) -> [KnownKey]

    /// Writes a change down: all of it or nothing.
    ///
    /// When it returns, the change survives whatever happens to the process.
    ///
    /// - Parameter change: what has become of what.
    /// - Returns: the log's new entries, in their order.
    /// - Throws: `AviaryError` with code `conflict` when somebody else has changed the endpoint or the rollout since: the
    ///   revision that is written must be the next one after the stored one; any other when it cannot be written.
    func commit(_ change: StoreChange) async throws(AviaryError) -> [RecordedEvent]
}

/// Which rollouts are wanted.
package struct RolloutQuery: Sendable, Hashable {
    /// Of which endpoint; `nil` for all.
    package var endpoint: ModelName?
    /// Of which endpoints; `nil` for all.
    package var among: Set<ModelName>?
    /// Only those that are not over, or only those that are; `nil` for all.
    package var isOver: Bool?
    /// Only those that began before this one, by its id.
    package var before: String?
    /// How many at most.
    package var limit: Int

    /// Asks for rollouts.
    ///
    /// - Parameters:
    ///   - endpoint: of which endpoint.
    ///   - isOver: only those that are not over, or only those that are.
    ///   - before: only those that began before this one.
    ///   - limit: how many at most.
    package init(endpoint: ModelName? = nil, isOver: Bool? = nil, before: String? = nil, limit: Int = 100) {
        self.endpoint = endpoint
        self.isOver = isOver
        self.before = before
        self.limit = limit
    }
}

/// Which entries of the log are wanted.
package struct EventQuery: Sendable, Hashable {
    /// Of which endpoint; `nil` for all.
    package var endpoint: ModelName?
    /// Of which endpoints; `nil` for all.
    package var among: Set<ModelName>?
    /// Of which rollout; `nil` for all.
    package var rollout: String?
    /// Only those behind this place.
    package var after: Int64
    /// How many at most.
    package var limit: Int

    /// Asks for entries.
    ///
    /// - Parameters:
    ///   - endpoint: of which endpoint.
    ///   - rollout: of which rollout.
    ///   - after: only those behind this place.
    ///   - limit: how many at most.
    package init(endpoint: ModelName? = nil, rollout: String? = nil, after: Int64 = 0, limit: Int = 100) {
        self.endpoint = endpoint
        self.rollout = rollout
        self.after = after
        self.limit = limit
    }
}

/// What is written down together.
package struct StoreChange: Sendable, Hashable {
    /// An endpoint as it is now.
    package var endpoint: EndpointRecord?
    /// An endpoint that is gone; its log stays.
    package var removed: ModelName?
    /// A rollout as it is now.
    package var rollout: Rollout?
    /// Somebody who is told what happens from now on.
    package var notifier: NotifierSpecification?
    /// The name of somebody who is told no more.
    package var removedNotifier: String?
    /// Alerts as they are now, pending and firing ones and those that are over.
    package var alerts: [Alert] = []
    /// Numbers of alerts that came to nothing.
    package var forgottenAlerts: [Int64] = []
    /// Silences as they are now.
    package var silences: [Silence] = []
    /// Ids of silences that have ended.
    package var endedSilences: [String] = []
    /// What happened.
    package var events: [ControlEvent]
    /// Who is to be told of which of the events; a notice for a notifier that is not there is none.
    package var notices: [Notice] = []
    /// Numbers of notices that were taken, or are given up.
    package var doneNotices: [Int64] = []
    /// What is answered to whoever asked for it.
    package var reply: RememberedReply?

    /// An API key as it is now.
    package var key: APIKey?
    /// The prefix of a key that holds no more.
    package var revokedKey: String?
    /// When keys were last used, by prefix; of one that is not there nothing is kept.
    package var keyUses: [String: Timestamp] = [:]

    /// Somebody who is to be told of an event of the change.
    package struct Notice: Sendable, Hashable {
        /// The event, by its place among those of the change.
        package let event: Int
        /// The notifier's name.
        package let notifier: String
    }

    /// Has everybody told of the events who has asked for it.
    ///
    /// - Parameter notifiers: all who may be told.
    package mutating func address(to notifiers: some Sequence<NotifierSpecification>) {
        self.notices = notifiers.flatMap { notifier in
            self.events.indices.filter { notifier.wants(self.events[$0].kind) }.map {
                Notice(event: $0, notifier: notifier.name)
            }
        }
    }

    /// Makes a change.
    ///
    /// - Parameters:
    ///   - endpoint: an endpoint as it is now.
    ///   - removed: an endpoint that is gone.
    ///   - rollout: a rollout as it is now.
    ///   - notifier: somebody who is told what happens from now on.
    ///   - removedNotifier: the name of somebody who is told no more.
    ///   - events: what happened.
    ///   - reply: what is answered to whoever asked for it.
    package init(
        endpoint: EndpointRecord? = nil,
        removed: ModelName? = nil,
        rollout: Rollout? = nil,
        notifier: NotifierSpecification? = nil,
        removedNotifier: String? = nil,
        events: [ControlEvent] = [],
        reply: RememberedReply? = nil
    ) {
        self.endpoint = endpoint
        self.removed = removed
        self.rollout = rollout
        self.notifier = notifier
        self.removedNotifier = removedNotifier
        self.events = events
        self.reply = reply
    }
}

/// What was answered to a request that may be asked again.
package struct RememberedReply: Sendable, Hashable, Codable {
    /// The name that the client gave the request.
    package let key: String
    /// Tells whether it is the same request: a hash over method, path and body.
    package let fingerprint: String
    /// The HTTP status.
    package let status: Int
    /// The body, JSON.
    package let body: String
    /// When; it is forgotten a day later.
    package let at: Timestamp

    /// Remembers a reply.
    ///
    /// - Parameters:
    ///   - key: the name that the client gave the request.
    ///   - fingerprint: tells whether it is the same request.
    ///   - status: the HTTP status.
    ///   - body: the body.
    ///   - at: when.
    package init(key: String, fingerprint: String, status: Int, body: String, at: Timestamp) {
        self.key = key
        self.fingerprint = fingerprint
        self.status = status
        self.body = body
        self.at = at
    }
}
