internal import AsyncHTTPClient
internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import ServiceLifecycle

/// Posts what has been written down to the webhooks that asked for it.
///
/// To each webhook one notice after the other, in the order of the log, whatever the others do. One that does not take a notice
/// is asked again a few times, and then the notice is dropped and the log says so. Who must not miss anything follows
/// `/api/v1/events`.
final class NoticeSender: Service {
    /// A notice, and who gets it.
    struct Notice: Sendable {
        let event: RecordedEvent
        let receivers: [NotifierSpecification]
    }

    /// A notice on its way to one webhook.
    private struct Delivery: Sendable {
        let event: RecordedEvent
        let receiver: NotifierSpecification
    }

    private let http: HTTPClient
    private let logger: Logger
    private let notices: AsyncStream<Notice>
    private let entrance: AsyncStream<Notice>.Continuation

    /// How many notices may wait, in all and for each webhook.
    private static let capacity = 1024
    /// How long it waits before each further attempt.
    private static let pauses: [Duration] = [.milliseconds(200), .seconds(1), .seconds(5)]

    init(http: HTTPClient, logger: Logger) {
        self.http = http
        self.logger = logger
        (self.notices, self.entrance) = AsyncStream.makeStream(
            of: Notice.self,
            bufferingPolicy: .bufferingOldest(Self.capacity)
        )
    }

    /// Takes a notice; never waits.
    func send(_ notice: Notice) {
        guard !notice.receivers.isEmpty else { return }
        if case .dropped = self.entrance.yield(notice) {
            self.logger.warning(
                "A notice was dropped: too many wait",
                metadata: ["sequence": "\(notice.event.sequence)"]
            )
        }
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                var lanes: [String: AsyncStream<Delivery>.Continuation] = [:]
                for await notice in self.notices {
                    for receiver in notice.receivers {
                        let lane = lanes[receiver.name] ?? self.addLane(to: &group)
                        lanes[receiver.name] = lane
                        if case .dropped = lane.yield(Delivery(event: notice.event, receiver: receiver)) {
                            self.note(notice.event, "too many wait", for: receiver)
                        }
                    }
                }
                for lane in lanes.values { lane.finish() }
            }
        } onGracefulShutdown: {
            self.entrance.finish()
        }
    }

    /// Begins to send to one more webhook.
    private func addLane(to group: inout DiscardingTaskGroup) -> AsyncStream<Delivery>.Continuation {
        let (deliveries, lane) = AsyncStream.makeStream(
            of: Delivery.self,
            bufferingPolicy: .bufferingOldest(Self.capacity)
        )
        group.addTask {
            var isGone = false
            for await delivery in deliveries {
                // One that takes nothing does not hold up the end of the program once for each notice.
                if isGone, Task.isShuttingDownGracefully {
                    self.note(delivery.event, "the server stops", for: delivery.receiver)
                } else {
                    isGone = await !self.deliver(delivery)
                }
            }
        }
        return lane
    }

    /// Sends one notice.
    ///
    /// - Returns: whether it was taken.
    private func deliver(_ delivery: Delivery) async -> Bool {
        var problem = ""
        for pause in [Duration.zero] + Self.pauses {
            if pause > .zero { try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) } }
            do {
                try await self.post(delivery.event, to: delivery.receiver)
                return true
            } catch let error as HTTPClientError {
                problem = error.shortDescription
            } catch {
                problem = "\(error)"
            }
            if Task.isShuttingDownGracefully { break }
        }
        self.note(delivery.event, problem, for: delivery.receiver)
        return false
    }

    private func note(_ event: RecordedEvent, _ problem: String, for receiver: NotifierSpecification) {
        self.logger.warning(
            "A notice was not taken",
            metadata: [
                "notifier": "\(receiver.name)", "sequence": "\(event.sequence)", "reason": "\(problem)",
            ]
        )
    }

    private func post(_ event: RecordedEvent, to receiver: NotifierSpecification) async throws {
        var request = HTTPClientRequest(url: receiver.url)
        request.method = .POST
        request.headers = ["content-type": "application/json"]
        request.body = .bytes(event.json.serialized())
        let limit = TimeAmount.nanoseconds(Int64(clamping: receiver.timeout.nanoseconds))
        let reply = try await self.http.execute(request, deadline: .now() + limit)
        guard (200..<300).contains(reply.status.code) else {
            throw AviaryError(.unavailable, "\(receiver.url) answers \(reply.status.code)")
        }
    }
}
