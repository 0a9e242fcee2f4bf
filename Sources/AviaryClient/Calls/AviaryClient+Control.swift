internal import AsyncHTTPClient
package import AviaryCore
internal import NIOCore
internal import NIOHTTP1

/// One call of the control API, which says what endpoints are and rolls versions out.
package struct ControlCall: Sendable {
    /// What is done to what the path names.
    package enum Method: Sendable {
        case get, post, put, delete
    }

    let method: Method
    /// What comes behind `/api/v1/`.
    let path: [String]
    /// Parameters of the query.
    package var query: [(name: String, value: String)] = []
    /// The body; JSON, or a manifest in YAML.
    package var body: [UInt8]?
    /// Who asks.
    package var actor: String?
    /// The name under which the server knows the request when it is sent again.
    package var idempotencyKey: String?

    /// Makes a call.
    ///
    /// - Parameters:
    ///   - method: what is done.
    ///   - path: what comes behind `/api/v1/`; each segment may hold any characters.
    package init(_ method: Method, _ path: String...) {
        self.method = method
        self.path = path
    }

    fileprivate func call() throws(ClientError) -> Call {
        var path = CallPath("/api/v1")
        for segment in self.path { try path.append(segment, "a name") }
        path.append(query: self.query)
        var call = Call(method: .GET, path: path, answers: [200, 201])
        switch self.method {
        case .get: break
        case .post: (call.method, call.isRepeatable) = (.POST, self.idempotencyKey != nil)
        case .put: call.method = .PUT
        case .delete: call.method = .DELETE
        }
        if let body {
            call.body = ByteBuffer(bytes: body)
            call.headers.add(name: "content-type", value: "application/json")
        }
        if let actor { call.headers.add(name: "x-aviary-actor", value: actor) }
        if let idempotencyKey { call.headers.add(name: "idempotency-key", value: idempotencyKey) }
        return call
    }
}

extension AviaryClient {
    /// The most bytes of a line of server-sent events.
    private static let maximumLine = 4 << 20

    /// Calls the control API.
    ///
    /// - Parameter control: the call.
    /// - Returns: the reply.
    /// - Throws: ``ClientError``, with the server's words for what it refuses.
    package func control(_ control: ControlCall) async throws(ClientError) -> JSONValue {
        let call = try control.call()
        do throws(ClientError) {
            return try await self.read(call) { json in json }
        } catch {
            throw error.inServersWords
        }
    }

    /// Follows what the control API tells as server-sent events, until it ends or the closure has enough.
    ///
    /// - Parameters:
    ///   - control: a call of method `get`.
    ///   - event: receives each event's kind and data; `false` ends the following.
    /// - Throws: ``ClientError`` when the server refuses or goes away, and what the closure throws.
    package func follow(
        _ control: ControlCall,
        _ event: (_ kind: String, _ data: JSONValue) async throws -> Bool
    ) async throws {
        let call = try control.call()
        var request = HTTPClientRequest(url: self.address.base + call.path.description)
        request.headers = call.headers
        self.show(in: &request)
        request.headers.add(name: "accept", value: "text/event-stream")
        let response: HTTPClientResponse
        do {
            // A day: the server gives a sign of life every few seconds, and connections that are dead are noticed.
            response = try await self.http.execute(request, timeout: .hours(24))
        } catch {
            throw self.failure(error, call: call, timeout: self.options.timeout)
        }
        guard response.status == .ok else {
            let body = try await response.body.collect(upTo: 64 << 10)
            let reply = Reply(status: Int(response.status.code), headers: response.headers, body: body)
            throw reply.refusal(of: call).inServersWords
        }
        var lines = EventLines()
        for try await part in response.body {
            for message in try lines.take(part, limit: Self.maximumLine) {
                guard try await event(message.kind, message.data) else { return }
            }
        }
    }
}

extension ClientError {
    /// The same without the advice for predictions: the control API says itself what to do.
    fileprivate var inServersWords: ClientError {
        guard self.code == .refused, let words = self.serverMessage, !words.isEmpty else { return self }
        return ClientError(.refused, words, status: self.status, serverMessage: words, retryAfter: self.retryAfter)
    }
}

/// Puts server-sent events together from the bytes that come.
private struct EventLines {
    private var bytes: [UInt8] = []
    private var kind = "message"

    mutating func take(_ part: ByteBuffer, limit: Int) throws -> [(kind: String, data: JSONValue)] {
        self.bytes.append(contentsOf: part.readableBytesView)
        var messages: [(kind: String, data: JSONValue)] = []
        while let end = self.bytes.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: self.bytes[..<end], as: UTF8.self)
            self.bytes.removeSubrange(...end)
            if line.hasPrefix("event: ") { self.kind = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") {
                let text = Array(line.dropFirst(6).utf8)
                messages.append((self.kind, try JSONValue(parsing: text.span.bytes)))
                self.kind = "message"
            }
        }
        guard self.bytes.count <= limit else {
            throw ClientError(.replyTooLarge, "expected events of at most \(limit) bytes, a longer one came")
        }
        return messages
    }
}
