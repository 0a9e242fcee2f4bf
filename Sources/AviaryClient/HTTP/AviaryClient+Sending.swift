internal import AsyncHTTPClient
internal import AviaryCore
internal import NIOCore
internal import NIOHTTP1

extension AviaryClient {
    /// The most bytes of an error's body that are read.
    private static let maximumErrorBytes = 64 << 10

    /// Sends a call, again where that is safe and may help, and reads the whole reply.
    ///
    /// - Throws: ``ClientError`` for a status that is no answer to this call, and when no whole reply came.
    func send(_ call: Call) async throws(ClientError) -> Reply {
        let policy = call.isRepeatable ? self.options.retry : .never
        var random = SystemRandomNumberGenerator()
        return try await policy.run(clock: self.clock, random: &random) { timeLeft throws(ClientError) in
            try await self.attempt(call, within: min(self.options.timeout, timeLeft, .seconds(86_400)))
        }
    }

    private func attempt(_ call: Call, within timeout: Duration) async throws(ClientError) -> Reply {
        let reply: Reply
        do {
            reply = try await withTimeout(timeout) { try await self.exchange(call, within: timeout) }
        } catch {
            throw self.failure(error, call: call, timeout: timeout)
        }
        guard call.answers.contains(reply.status) else { throw reply.refusal(of: call) }
        return reply
    }

    /// Adds by what the client shows who it is.
    func show(in request: inout HTTPClientRequest) {
        guard let credential = self.options.credential else { return }
        request.headers.replaceOrAdd(name: "authorization", value: "Bearer \(credential.secret)")
    }

    private func exchange(_ call: Call, within timeout: Duration) async throws -> Reply {
        var request = HTTPClientRequest(url: self.address.base + call.path.description)
        request.method = call.method
        request.headers = call.headers
        self.show(in: &request)
        if let body = call.body { request.body = .bytes(body) }
        let response = try await self.http.execute(request, timeout: .nanoseconds(Int64(timeout.nanoseconds)))
        let status = Int(response.status.code)
        let isAnswer = call.answers.contains(status)
        let limit = isAnswer ? max(0, min(self.options.maximumReplyBytes, 1 << 30)) : Self.maximumErrorBytes
        do {
            let body = try await response.body.collect(upTo: limit)
            // A cancelled task ends the sequence early: what came is not the whole.
            try Task.checkCancellation()
            return Reply(status: status, headers: response.headers, body: body)
        } catch is NIOTooManyBytesError where !isAnswer {
            return Reply(status: status, headers: response.headers, body: ByteBuffer())
        }
    }
}

/// The time was up.
struct TimedOut: Error {}

/// Runs an operation that is cancelled when its time is up.
private func withTimeout<Success: Sendable>(
    _ timeout: Duration,
    _ operation: @escaping @Sendable () async throws -> Success
) async throws -> Success {
    try await withThrowingTaskGroup(of: Success.self) { group in
        group.addTask(operation: operation)
        group.addTask {
            try await Task.sleep(for: timeout)
            throw TimedOut()
        }
        defer { group.cancelAll() }
        guard let success = try await group.next() else { throw TimedOut() }
        return success
    }
}
