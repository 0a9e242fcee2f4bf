internal import AsyncHTTPClient
internal import AviaryControl
internal import AviaryCore
internal import NIOCore
internal import NIOHTTP1

/// Asks Prometheus and webhooks what they say of a candidate.
///
/// Whatever is not a plain answer in time (an error, a redirect, another type, too much of it) is unusable, and never a reason to
/// promote.
struct ExternalMetrics: Sendable {
    private let http: HTTPClient

    /// The most bytes of an answer.
    private static let maximumAnswer = 1 << 20

    init(http: HTTPClient) { self.http = http }

    /// Asks.
    ///
    /// - Parameter question: whom, what, and how long it may take.
    /// - Returns: what the metric is, or why nothing is known of it.
    func ask(_ question: ExternalQuestion) async -> ExternalAnswer {
        do {
            switch question.kind {
            case .prometheus: return try await self.prometheus(question)
            case .webhook: return try await self.webhook(question)
            }
        } catch let error as AviaryError {
            return .unusable(reason: error.description)
        } catch let error as HTTPClientError {
            return .unusable(reason: "\(question.check.url) does not answer: \(error.shortDescription)")
        } catch {
            return .unusable(reason: "\(question.check.url) does not answer: \(error)")
        }
    }

    /// An instant query: <https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries>.
    private func prometheus(_ question: ExternalQuestion) async throws -> ExternalAnswer {
        let rollout = question.rollout
        let query = (question.check.query ?? "")
            .replacing("$endpoint", with: rollout.endpoint.rawValue)
            .replacing("$candidate", with: rollout.candidate.description)
            .replacing("$stable", with: rollout.stable.description)
        let body = "query=" + query.percentEncoded
        let base = question.check.url.hasSuffix("/") ? String(question.check.url.dropLast()) : question.check.url
        let answer = try await self.json(
            base + "/api/v1/query",
            "application/x-www-form-urlencoded",
            Array(body.utf8),
            question.check.timeout,
            // With these it says in the same form what is wrong with the query.
            statuses: [200, 400, 422]
        )
        guard answer["status"] == "success", let data = answer["data"], let result = data["result"] else {
            throw AviaryError(.unavailable, "Prometheus says: \(Self.text(answer["error"]) ?? "no data")")
        }
        let pair: JSONValue?
        switch (data["resultType"], result) {
        case ("scalar"?, _): pair = result
        case ("vector"?, .array(let series)) where series.count == 1: pair = series[0]["value"]
        case ("vector"?, .array(let series)):
            throw AviaryError(.unavailable, "the query gives \(series.count) series, expected one: '\(query)'")
        default: throw AviaryError(.unavailable, "expected a vector or a scalar of '\(query)'")
        }
        guard case .array(let parts) = pair, parts.count == 2, let text = Self.text(parts[1]),
            let value = Double(text), value.isFinite
        else { throw AviaryError(.unavailable, "'\(query)' is no finite number") }
        return .value(value)
    }

    /// What rolls out is posted; `{"value": 0.3}` or `{"pass": true}` comes back.
    private func webhook(_ question: ExternalQuestion) async throws -> ExternalAnswer {
        let rollout = question.rollout
        let body: JSONValue = [
            "endpoint": .string(rollout.endpoint.rawValue), "rollout": .string(rollout.id),
            "stable": .string(rollout.stable.description), "candidate": .string(rollout.candidate.description),
            "metric": .string(question.metric),
        ]
        let answer = try await self.json(
            question.check.url,
            "application/json",
            body.serialized(),
            question.check.timeout
        )
        if case .bool(let isGood) = answer["pass"] { return .verdict(isGood) }
        if case .number(let text) = answer["value"], let value = Double(text), value.isFinite { return .value(value) }
        throw AviaryError(
            .unavailable,
            "expected {\"value\": number} or {\"pass\": true or false} of \(question.check.url), got "
                + String(decoding: answer.serialized().prefix(100), as: UTF8.self)
        )
    }

    private func json(
        _ url: String,
        _ type: String,
        _ body: [UInt8],
        _ timeout: Duration,
        statuses: Set<UInt> = [200]
    ) async throws -> JSONValue {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = ["content-type": type, "accept": "application/json"]
        request.body = .bytes(body)
        let limit = TimeAmount.nanoseconds(Int64(clamping: timeout.nanoseconds))
        let reply = try await self.http.execute(request, deadline: .now() + limit)
        guard statuses.contains(reply.status.code) else {
            throw AviaryError(.unavailable, "\(url) answers \(reply.status.code)")
        }
        let said = reply.headers.first(name: "content-type") ?? "no type"
        guard said.lowercased().hasPrefix("application/json") else {
            throw AviaryError(.unavailable, "expected application/json of \(url), got \(said.prefix(80))")
        }
        let answer = try await reply.body.collect(upTo: Self.maximumAnswer)
        return try JSONValue(parsing: answer.readableBytesSpan)
    }

    private static func text(_ value: JSONValue?) -> String? {
        if case .string(let text) = value { text } else { nil }
    }
}

extension String {
    fileprivate func replacing(_ word: String, with text: String) -> String {
        self.split(separator: word, omittingEmptySubsequences: false).joined(separator: text)
    }
}
