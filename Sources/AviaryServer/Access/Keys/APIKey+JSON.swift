internal import AviaryControl
internal import AviaryCore

extension APIKey.Request {
    /// Reads what a key is to be: `{"role": "predict", "endpoints": ["fraud"], "expires": "90d", "name": "checkout"}`.
    init(_ json: JSONValue) throws(AviaryError) {
        try json.allow(["role", "endpoints", "expires", "name"])
        guard let role = try json.word("role").flatMap({ AviaryControl.Role(rawValue: $0) }) else {
            throw AviaryError(.invalidArgument, "'role' is predict, review, operate or admin")
        }
        self.init(role: role)
        switch json["endpoints"] {
        case nil, .null: break
        case .array(let names)?:
            var endpoints: Set<ModelName> = []
            for name in names {
                guard case .string(let text) = name else { throw Self.noEndpoints }
                endpoints.insert(try ModelName(text))
            }
            self.endpoints = endpoints
        default: throw Self.noEndpoints
        }
        self.lifetime = try json.word("expires").map { text throws(AviaryError) in try DurationText.parse(text) }
        self.name = try json.word("name") ?? ""
    }

    private static let noEndpoints = AviaryError(
        .invalidArgument,
        "'endpoints' is a list of names, or null for all endpoints"
    )
}

extension JSONValue {
    /// Makes sure that an object has no members but these.
    func allow(_ known: [String]) throws(AviaryError) {
        guard case .object(let members) = self else { throw AviaryError(.invalidArgument, "the body is a JSON object") }
        for member in members where !known.contains(member.name) {
            let suggestion = NearestWord.suggestion(for: member.name, among: known)
            throw AviaryError(.invalidArgument, "unknown member '\(member.name.prefix(40))'", remedy: suggestion)
        }
    }

    /// A member that is a text, if it is there.
    func word(_ name: String) throws(AviaryError) -> String? {
        switch self[name] {
        case nil, .null: return nil
        case .string(let text)?: return text
        default: throw AviaryError(.invalidArgument, "'\(name)' is a text")
        }
    }
}

extension KnownKey {
    /// The key for programs, without what its secret is recognised by.
    func json(at now: Timestamp) -> JSONValue { .object(self.members(at: now)) }

    fileprivate func members(at now: Timestamp) -> [JSONValue.Member] {
        let former = self.key.former.flatMap { now < $0.until ? $0.until : nil }
        return [
            .init("prefix", .string(self.key.prefix)), .init("name", .string(self.key.name)),
            .init("role", .string(self.key.role.rawValue)),
            .init("endpoints", self.key.endpoints.map { .array($0.sorted().map { .string($0.rawValue) }) } ?? .null),
            .init("created", .string(self.key.created.iso8601)), .init("expires", Self.text(self.key.expires)),
            .init("expired", .bool(self.key.isExpired(at: now))), .init("last_used", Self.text(self.lastUsed)),
            .init("former_until", Self.text(former)),
        ]
    }

    private static func text(_ time: Timestamp?) -> JSONValue { time.map { .string($0.iso8601) } ?? .null }
}

extension KeyKeeper.Made {
    /// The key for programs, with its secret.
    var json: JSONValue {
        .object([.init("key", .string(self.text.text))] + KnownKey(self.key).members(at: self.key.created))
    }
}
