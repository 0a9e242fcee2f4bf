internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import Logging
internal import Metrics
internal import ServiceLifecycle

/// Sends what waits in the store's outbox.
///
/// A notice is written down in the same commit as what it tells of, and taken out when its receiver has accepted it. So what
/// was committed is sent, also after a restart, and sent once: only when the program ends between the receiver's acceptance and
/// the note of it is it sent again, under the same `Idempotency-Key`. To each receiver one notice after the other in the order
/// of the log, whatever the others do. One that is not taken is tried again, with longer and longer pauses, until it is
/// ``Limits/age`` old; of more than ``Limits/count`` that wait for one receiver the oldest are given up. Both are counted.
final class NoticeSender: Service {
    /// What may wait.
    struct Limits: Sendable {
        /// How many notices may wait for one receiver.
        var count = 10_000
        /// How old a notice may become.
        var age = Duration.seconds(3 * 86_400)
        /// How often Alertmanager hears that an alert still fires.
        var refresh = Duration.seconds(60)
    }

    /// What the sender needs of the world; tests give it another one.
    struct World: Sendable {
        var now: @Sendable () -> Timestamp
        /// Waits; ends early when the task is cancelled or the server stops.
        var pause: @Sendable (Duration) async -> Void
        /// Sends a notice, and throws where it is not taken.
        var deliver: @Sendable (OutboxNotice, NotifierSpecification) async throws -> Void
        /// Tells Alertmanager what fires.
        var refresh: @Sendable ([Alert], NotifierSpecification) async throws -> Void
    }

    let store: any Store
    let world: World
    let limits: Limits
    let logger: Logger
    private let random = Locked<any RandomNumberGenerator & Sendable>(SystemRandomNumberGenerator())
    private let news: AsyncStream<Void>
    private let entrance: AsyncStream<Void>.Continuation
    /// Who is told, and how, by name.
    private let receivers = Locked<[String: NotifierSpecification]>([:])

    init(
        store: any Store,
        world: World,
        limits: Limits = Limits(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        logger: Logger
    ) {
        self.store = store
        self.world = world
        self.limits = limits
        self.logger = logger
        self.random.withLock { $0 = random }
        // Several calls at once are one.
        (self.news, self.entrance) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Says that something waits, or that receivers have changed; never waits.
    func wake() { self.entrance.yield() }

    func run() async throws {
        self.wake()
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.remind() }
                var lanes: [String: AsyncStream<Void>.Continuation] = [:]
                for await _ in self.news {
                    await self.readReceivers()
                    // The lane of a receiver that has gone stays and rests: if it comes again, there are never two.
                    for name in self.receivers.withLock({ $0.keys.sorted() }) {
                        let lane = lanes[name] ?? self.addLane(name, to: &group)
                        lanes[name] = lane
                        lane.yield()
                    }
                }
                for lane in lanes.values { lane.finish() }
            }
        } onGracefulShutdown: {
            self.entrance.finish()
        }
    }

    /// Looks again now and then, so that Alertmanager hears what fires, and what the store failed to say is asked again.
    private func remind() async {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            await self.world.pause(self.limits.refresh / 2)
            self.wake()
        }
    }

    private func readReceivers() async {
        do throws(AviaryError) {
            let notifiers = try await self.store.notifiers()
            self.receivers.withLock { $0 = Dictionary(uniqueKeysWithValues: notifiers.map { ($0.name, $0) }) }
        } catch {
            self.logger.error("Notifiers cannot be read", metadata: ["reason": "\(error)"])
        }
    }

    private func addLane(_ name: String, to group: inout TaskGroup<Void>) -> AsyncStream<Void>.Continuation {
        let (news, lane) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        group.addTask {
            var refreshed = Timestamp(milliseconds: 0)
            for await _ in news {
                await self.empty(name)
                await self.refresh(name, &refreshed)
            }
        }
        return lane
    }

    private var isEnding: Bool { Task.isCancelled || Task.isShuttingDownGracefully }

    private func receiver(_ name: String) -> NotifierSpecification? { self.receivers.withLock { $0[name] } }

    /// Sends what waits for a receiver, until nothing does or the server stops.
    private func empty(_ name: String) async {
        var failures = 0
        while !self.isEnding, let receiver = self.receiver(name) {
            do {
                guard let notice = try await self.store.outbox(of: name, limit: 1).first else { return }
                guard self.world.now().since(notice.recorded.event.at) < self.limits.age else {
                    try await self.giveUp([notice.number], receiver, "expired", "it is too old")
                    continue
                }
                try await self.world.deliver(notice, receiver)
                self.count(receiver, "taken")
                await self.settle(notice, receiver)
                failures = 0
            } catch {
                failures += 1
                self.count(receiver, "failed")
                self.logger.warning(
                    "A notice was not taken, and is sent again",
                    metadata: ["notifier": "\(name)", "attempt": "\(failures)", "reason": "\(error)"]
                )
                await self.dropTooMany(receiver)
                await self.pause(after: failures)
            }
        }
    }

    /// Notes that a notice was taken; whoever has taken it must not get it again, so this goes on until it is noted.
    private func settle(_ notice: OutboxNotice, _ receiver: NotifierSpecification) async {
        var failures = 0
        while true {
            var change = StoreChange()
            change.doneNotices = [notice.number]
            do throws(AviaryError) {
                _ = try await self.store.commit(change)
                return
            } catch {
                failures += 1
                self.logger.error(
                    "It cannot be noted that a notice was taken",
                    metadata: ["notifier": "\(receiver.name)", "reason": "\(error)"]
                )
                guard !self.isEnding else { return }
                await self.pause(after: failures)
            }
        }
    }

    private func dropTooMany(_ receiver: NotifierSpecification) async {
        do throws(AviaryError) {
            let excess = try await self.store.outboxCount(of: receiver.name) - self.limits.count
            guard excess > 0 else { return }
            let oldest = try await self.store.outbox(of: receiver.name, limit: excess).map(\.number)
            try await self.giveUp(oldest, receiver, "dropped", "too many wait")
        } catch {
            self.logger.error("The outbox cannot be read", metadata: ["reason": "\(error)"])
        }
    }

    private func giveUp(
        _ numbers: [Int64],
        _ receiver: NotifierSpecification,
        _ outcome: String,
        _ reason: String
    ) async throws(AviaryError) {
        var change = StoreChange()
        change.doneNotices = numbers
        _ = try await self.store.commit(change)
        self.count(receiver, outcome, numbers.count)
        self.logger.error(
            "Notices are given up",
            metadata: ["notifier": "\(receiver.name)", "count": "\(numbers.count)", "reason": "\(reason)"]
        )
    }

    /// Tells an Alertmanager what still fires, before it takes it for over.
    private func refresh(_ name: String, _ last: inout Timestamp) async {
        guard let receiver = self.receiver(name), case .alertmanager = receiver.way, !self.isEnding else { return }
        let now = self.world.now()
        guard now.since(last) >= self.limits.refresh || now < last else { return }
        do {
            let firing = try await self.store.alerts(AlertQuery(states: [.firing], limit: AlertBoard.maximumAlerts))
            let told = firing.filter { $0.isTold && receiver.severities.contains($0.severity) }
            if !told.isEmpty { try await self.world.refresh(told, receiver) }
            last = now
        } catch {
            self.logger.warning(
                "Alertmanager could not be told what fires",
                metadata: ["notifier": "\(name)", "reason": "\(error)"]
            )
        }
    }

    private func pause(after failures: Int) async {
        let time = self.random.withLock { random in
            var generator = random
            defer { random = generator }
            return Backoff().wait(after: failures, using: &generator)
        }
        await self.world.pause(time)
    }

    private func count(_ receiver: NotifierSpecification, _ outcome: String, _ number: Int = 1) {
        Counter(
            label: "aviary_notifications_total",
            dimensions: [("notifier", receiver.name), ("outcome", outcome)]
        ).increment(by: Int64(number))
    }
}
