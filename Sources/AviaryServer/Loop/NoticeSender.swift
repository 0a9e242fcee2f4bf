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
/// One notice after the other, in the order of the log; a webhook that does not take one is asked again a few times, and then the
/// notice is dropped and the log says so. Who must not miss anything follows `/api/v1/events`.
final class NoticeSender: Service {
    /// A notice, and who gets it.
    struct Notice: Sendable {
        let event: RecordedEvent
        let receivers: [NotifierSpecification]
    }

    private let http: HTTPClient
    private let logger: Logger
    private let notices: AsyncStream<Notice>
    private let entrance: AsyncStream<Notice>.Continuation

    /// How many notices may wait.
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
            for await notice in self.notices {
                await withTaskGroup(of: Void.self) { group in
                    for receiver in notice.receivers {
                        group.addTask { await self.deliver(notice.event, to: receiver) }
                    }
                }
            }
        } onGracefulShutdown: {
            self.entrance.finish()
        }
    }

    private func deliver(_ event: RecordedEvent, to receiver: NotifierSpecification) async {
        var problem = ""
        for pause in [Duration.zero] + Self.pauses {
            if pause > .zero { try? await Task.sleep(for: pause) }
            do {
                try await self.post(event, to: receiver)
                return
            } catch let error as HTTPClientError {
                problem = error.shortDescription
            } catch {
                problem = "\(error)"
            }
            if Task.isShuttingDownGracefully { break }
        }
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
