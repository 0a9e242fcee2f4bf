package import AviaryControl
internal import AviaryCore

extension ManifestText {
    /// Writes an endpoint's manifest in full, so that ``parse(_:file:)`` reads the same endpoint.
    ///
    /// - Parameter endpoint: the endpoint, without problems.
    /// - Returns: one document of YAML; the same endpoint always gives the same text.
    package static func print(_ endpoint: EndpointSpecification) -> String {
        var metadata: [(key: String, value: ManifestValue)] = [("name", .text(endpoint.name.rawValue))]
        if let owner = endpoint.owner { metadata.append(("owner", .text(owner))) }
        let document = ManifestValue.mapping([
            ("apiVersion", .plain(Self.version)), ("kind", .plain("Endpoint")), ("metadata", .mapping(metadata)),
            ("spec", .mapping(endpoint.entries)),
        ])
        return document.lines().map { $0 + "\n" }.joined()
    }
}

extension ManifestValue {
    static func version(_ version: VersionNumber) -> ManifestValue { .text(version.description) }
    static func weight(_ weight: Weight) -> ManifestValue { .plain(weight.description) }
    static func time(_ duration: Duration) -> ManifestValue { .plain(DurationText.print(duration)) }
    static func number(_ number: Double) -> ManifestValue { .plain("\(number)") }
}

extension EndpointSpecification {
    fileprivate var entries: [(key: String, value: ManifestValue)] {
        var entries: [(key: String, value: ManifestValue)] = [("model", .text(self.model.rawValue))]
        if let stable { entries.append(("stable", .version(stable))) }
        entries.append(("routing", .mapping([("key", self.key.value), ("fallback", Self.value(self.fallback))])))
        for (key, shares) in [("experiment", self.experiment), ("shadows", self.shadows)] where !shares.isEmpty {
            entries.append((key, .mapping(shares.map { ($0.version.description, .weight($0.weight)) })))
        }
        if !self.agreement.rules.isEmpty {
            let rules = self.agreement.rules.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            entries.append(("agreement", .mapping(rules.map { ($0.key, $0.value.value) })))
        }
        if let log { entries.append(("log", .mapping(log.entries))) }
        if let rollout { entries.append(("rollout", .mapping(rollout.entries))) }
        if !self.monitors.isEmpty { entries.append(("monitors", .list(self.monitors.map(\.value)))) }
        return entries
    }

    private static func value(_ fallback: Fallback?) -> ManifestValue {
        guard let fallback else { return .plain("none") }
        return .mapping([("deadlineShare", .weight(fallback.deadlineShare))])
    }
}

extension RoutingKey {
    fileprivate var value: ManifestValue {
        switch self {
        case .random: .plain("random")
        case .header(let name): .mapping([("header", .text(name))])
        case .cookie(let name): .mapping([("cookie", .text(name))])
        case .claim(let name): .mapping([("claim", .text(name))])
        case .parameter(let name): .mapping([("parameter", .text(name))])
        }
    }
}

extension LogPlan {
    fileprivate var entries: [(key: String, value: ManifestValue)] {
        var entries: [(key: String, value: ManifestValue)] = [
            ("sample", .weight(self.sample)), ("maxBody", .plain(ByteSizeText.print(self.maxBody))),
            ("keepFor", .time(self.keepFor)), ("keepAtMost", .plain(ByteSizeText.print(self.keepAtMost))),
        ]
        if !self.fields.isEmpty {
            let rules = self.fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            entries.append(("fields", .mapping(rules.map { ($0.key, .plain($0.value.rawValue)) })))
        }
        switch self.subject {
        case .key: entries.append(("subject", .plain("key")))
        case .parameter(let name): entries.append(("subject", .mapping([("parameter", .text(name))])))
        case .input(let name): entries.append(("subject", .mapping([("input", .text(name))])))
        }
        return entries
    }
}

extension AgreementPlan.Rule {
    fileprivate var value: ManifestValue {
        switch self {
        case .label: .plain("label")
        case .exact: .plain("exact")
        case .ignored: .plain("ignored")
        case .tolerance(let absolute, let relative):
            .mapping([("tolerance", .mapping([("absolute", .number(absolute)), ("relative", .number(relative))]))])
        case .topK(let count, let share):
            .mapping([("topK", .mapping([("count", .plain("\(count)")), ("atLeast", .number(share))]))])
        case .boxes(let overlap, let share):
            .mapping([("boxes", .mapping([("overlap", .number(overlap)), ("atLeast", .number(share))]))])
        case .text(let share): .mapping([("text", .mapping([("atMost", .number(share))]))])
        }
    }
}
