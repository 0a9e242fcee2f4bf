internal import AsyncHTTPClient
internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import ServiceLifecycle

/// Brings a notice to its receiver, in whatever way that wants it.
struct NoticeDelivery: Sendable {
    let http: HTTPClient
    let logger: Logger
    /// Where the server answers, for links; empty while it is not known.
    let address: Locked<String>

    /// What a sender does with the real world.
    var world: NoticeSender.World {
        NoticeSender.World(
            now: { .now },
            pause: { time in try? await cancelWhenGracefulShutdown { try await Task.sleep(for: time) } },
            deliver: { try await self.deliver($0, to: $1) },
            refresh: { try await self.post(AlertmanagerAlert.list($0, self.base, at: .now), to: $1) }
        )
    }

    private var base: String { self.address.withLock { $0 } }

    /// Sends a notice; returns when it is taken.
    func deliver(_ notice: OutboxNotice, to receiver: NotifierSpecification) async throws {
        let event = notice.recorded.event
        switch receiver.way {
        case .webhook(let url): try await self.post(notice.recorded.json, to: url, receiver, notice.id)
        case .alertmanager:
            // Who takes care of it is nothing that it knows.
            guard case .alert(let entry) = event.kind, entry.transition != .acknowledged else { return }
            try await self.post(AlertmanagerAlert.list(entry.alerts, self.base, at: .now), to: receiver)
        case .command(let arguments):
            let text = notice.recorded.json.serialized()
            try await CommandRun.run(arguments, input: text, notice: notice.id, timeout: receiver.timeout)
        case .log:
            var metadata: Logger.Metadata = [
                "notifier": "\(receiver.name)", "endpoint": "\(event.endpoint)", "event": "\(event.kind.word)",
                "sequence": "\(notice.recorded.sequence)",
            ]
            guard case .alert(let entry) = event.kind else {
                return self.logger.notice("\(event.sentence)", metadata: metadata)
            }
            metadata["severity"] = "\(entry.severity.rawValue)"
            metadata["alerts"] = .array(entry.alerts.map { "\($0.path)" })
            self.logger.log(level: entry.severity.level, "\(event.sentence)", metadata: metadata)
        }
    }

    private func post(_ alerts: JSONValue, to receiver: NotifierSpecification) async throws {
        guard case .alertmanager(var url) = receiver.way else { return }
        while url.hasSuffix("/") { url.removeLast() }
        try await self.post(alerts, to: url + "/api/v2/alerts", receiver, nil)
    }

    private func post(
        _ body: JSONValue,
        to url: String,
        _ receiver: NotifierSpecification,
        _ id: String?
    ) async throws {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = ["content-type": "application/json"]
        if let id { request.headers.add(name: "idempotency-key", value: id) }
        request.body = .bytes(body.serialized())
        let limit = TimeAmount.nanoseconds(Int64(clamping: receiver.timeout.nanoseconds))
        do {
            let reply = try await self.http.execute(request, deadline: .now() + limit)
            guard (200..<300).contains(reply.status.code) else {
                let words = try? await reply.body.collect(upTo: 4096)
                let said = words.map { String(buffer: $0).prefix(200) } ?? ""
                throw AviaryError(.unavailable, "\(url) answers \(reply.status.code) \(said)")
            }
        } catch let error as HTTPClientError {
            throw AviaryError(.unavailable, "\(url): \(error.shortDescription)")
        }
    }
}

extension MonitorSpecification.Severity {
    /// How loud the log is about it.
    fileprivate var level: Logger.Level {
        switch self {
        case .info: .notice
        case .warning: .warning
        case .critical: .error
        }
    }
}
