internal import AviaryControl
internal import AviaryCore
internal import AviaryStore
internal import HTTPTypes
internal import Hummingbird

/// What requests to the control API have in common: who asks, of which revision, and under what name it may be asked again.
struct ControlRequest {
    /// The most bytes of a body.
    private static let maximumBody = 1 << 20

    let request: Request
    let context: Routes.Context
    /// The body as it came, unpacked.
    let body: [UInt8]

    /// Reads the body.
    ///
    /// - Throws: `AviaryError` for a body that is broken or too large.
    init(_ request: Request, _ context: Routes.Context) async throws {
        self.request = request
        self.context = context
        let buffer = try await request.plainBody(upTo: Self.maximumBody)
        self.body = Array(buffer.readableBytesView)
    }

    /// The body as text.
    var text: String {
        get throws(AviaryError) {
            guard let text = String(validating: self.body, as: UTF8.self) else {
                throw AviaryError(.invalidArgument, "the body is not UTF-8")
            }
            return text
        }
    }

    /// The body as JSON; an empty one is an empty object.
    var json: JSONValue {
        get throws(AviaryError) { self.body.isEmpty ? [:] : try JSONValue(parsing: self.body.span.bytes) }
    }

    /// Who asks: the one who has shown credentials, or where none are asked for whom the field `X-Aviary-Actor` names.
    var actor: String {
        guard self.context.principal.kind == .local else { return self.context.principal.name }
        let given = self.request.headers[.aviaryActor] ?? "api"
        return String(given.unicodeScalars.prefix(128).map { $0.value < 32 ? " " : Character($0) })
    }

    /// The revision that the caller knows: the field `If-Match`.
    var revision: Int? {
        get throws(AviaryError) {
            guard let tag = self.request.headers[.ifMatch], tag != "*" else { return nil }
            guard tag.hasPrefix("\""), tag.hasSuffix("\""), let revision = Int(tag.dropFirst().dropLast()) else {
                throw AviaryError(
                    .invalidArgument,
                    "If-Match is a tag that a reply's ETag has given, such as \"3\", got '\(tag.prefix(40))'"
                )
            }
            return revision
        }
    }

    /// How the change is asked for.
    ///
    /// - Parameter status: the status of the reply that is remembered.
    /// - Returns: who asks, of which revision, and how the reply is remembered.
    /// - Throws: `AviaryError` for fields that are not as they should be.
    func asking(answering status: HTTPResponse.Status = .ok) throws(AviaryError) -> Asking {
        guard let key = try self.idempotencyKey else { return Asking(actor: self.actor, revision: try self.revision) }
        let fingerprint = self.fingerprint
        return Asking(actor: self.actor, revision: try self.revision) { reply in
            RememberedReply(
                key: key,
                fingerprint: fingerprint,
                status: status.code,
                body: String(decoding: reply.serialized(), as: UTF8.self),
                at: .now
            )
        }
    }

    /// Makes a change, unless the same request was answered before: then that is the answer.
    ///
    /// - Parameters:
    ///   - store: knows what was answered.
    ///   - change: makes the change.
    /// - Returns: the reply to it, or the one that was given before.
    /// - Throws: `AviaryError` with code `conflict` when the name was used for another request, and what the change throws.
    func once(in store: any Store, _ change: () async throws -> Response) async throws -> Response {
        if let reply = try await self.remembered(in: store) { return reply }
        do {
            return try await change()
        } catch {
            // The same request may have come twice at once, and then the other one has left no more to be done.
            if let reply = try await self.remembered(in: store) { return reply }
            throw error
        }
    }

    private func remembered(in store: any Store) async throws(AviaryError) -> Response? {
        guard let key = try self.idempotencyKey, let reply = try await store.reply(to: key) else { return nil }
        guard reply.fingerprint == self.fingerprint else {
            throw AviaryError(
                .conflict,
                "the Idempotency-Key '\(key)' was used for another request",
                remedy: "give each request a key of its own, and the same only to the same request"
            )
        }
        let status = HTTPResponse.Status(code: reply.status)
        return Response(jsonText: Array(reply.body.utf8), status: status, fields: [.idempotencyReplayed: "true"])
    }

    private var idempotencyKey: String? {
        get throws(AviaryError) {
            guard let key = self.request.headers[.idempotencyKey] else { return nil }
            guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw AviaryError(
                    .invalidArgument,
                    "an Idempotency-Key is 1 to 128 printable characters without blanks"
                )
            }
            return key
        }
    }

    private var fingerprint: String {
        RememberedReply.fingerprint(
            method: self.request.method.rawValue,
            path: self.request.uri.string,
            body: self.body
        )
    }
}

extension ControlRequest {
    /// A number in the query.
    ///
    /// - Parameters:
    ///   - name: the parameter.
    ///   - range: what it may be.
    ///   - standard: what it is without one.
    /// - Returns: the number.
    /// - Throws: `AviaryError` for what is no such number.
    func number(_ name: String, in range: ClosedRange<Int64>, else standard: Int64) throws(AviaryError) -> Int64 {
        guard let text = self.parameter(name) else { return standard }
        guard let number = Int64(text), range.contains(number) else {
            throw AviaryError(
                .invalidArgument,
                "'\(name)' is a whole number of \(range.lowerBound) to \(range.upperBound), got '\(text.prefix(40))'"
            )
        }
        return number
    }

    /// A text in the query.
    func parameter(_ name: String) -> String? {
        self.request.uri.queryParameters[Substring(name)].map { String($0) }
    }

    /// A name in the query.
    func name(_ parameter: String) throws(AviaryError) -> ModelName? {
        guard let text = self.parameter(parameter) else { return nil }
        return try ModelName(text)
    }

    /// The endpoint that the query names, which has to be one that the caller may know of.
    var endpoint: ModelName? {
        get throws(AviaryError) {
            let name = try self.name("endpoint")
            if let name { try self.context.principal.require(.review, at: name.rawValue) }
            return name
        }
    }

    /// A yes or no in the query.
    func flag(_ name: String) throws(AviaryError) -> Bool {
        switch self.parameter(name) {
        case nil, "false": return false
        case "true", "": return true
        case let text?: throw AviaryError(.invalidArgument, "'\(name)' is true or false, got '\(text.prefix(40))'")
        }
    }

    /// How many entries a page may have.
    var limit: Int { get throws(AviaryError) { Int(try self.number("limit", in: 1...1000, else: 100)) } }

    /// Whether the client wants to hear of what comes, as server-sent events.
    var wantsEvents: Bool { self.request.headers[.accept]?.contains("text/event-stream") ?? false }
}

extension HTTPField.Name {
    /// Who asks for a change.
    static let aviaryActor = unchecked("X-Aviary-Actor")
    /// The client's name for a request that it may have to ask again.
    static let idempotencyKey = unchecked("Idempotency-Key")
    /// Says that a reply is the one that was given before.
    static let idempotencyReplayed = unchecked("Idempotency-Replayed")
    /// The last entry that a client of server-sent events has seen.
    static let lastEventID = unchecked("Last-Event-ID")

    private static func unchecked(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' is the name of no field") }
        return name
    }
}

extension Response {
    /// A reply about something that has a revision.
    init(json value: JSONValue, revision: Int, status: HTTPResponse.Status = .ok) {
        self.init(jsonText: value.serialized(), status: status, fields: [.eTag: "\"\(revision)\""])
    }
}
