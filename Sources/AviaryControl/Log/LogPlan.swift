package import AviaryCore

/// What the prediction log keeps of an endpoint's requests, and for how long.
package struct LogPlan: Sendable, Hashable, Codable {
    /// What becomes of a named input, output or parameter before it is stored.
    package enum FieldRule: String, Sendable, Hashable, Codable, CaseIterable {
        /// It is stored as it came.
        case keep
        /// A keyed hash is stored in its place: the same value has the same hash, and nobody without the key finds the value.
        case hash
        /// That it was there is stored, with type and shape, and none of its value.
        case mask
        /// Nothing of it is stored, nor that it was there.
        case drop
    }

    /// Whose data a request is, so that it can be erased.
    package enum Subject: Sendable, Hashable, Codable {
        /// Whoever the endpoint's routing key tells apart.
        case key
        /// The value of a parameter of the request.
        case parameter(String)
        /// The first element of an input.
        case input(String)
    }

    /// The name that stands for all fields that have no rule of their own.
    package static let anyField = "*"
    /// What a subject is looked for in where a plan does not say.
    package static let usualSubject = Subject.key

    /// The share of requests that is kept.
    package var sample = Weight.all
    /// The most bytes of inputs, and of outputs, as JSON; what is larger is left out.
    package var maxBody = 16 << 10
    /// How long a row is kept.
    package var keepFor = Duration.seconds(30 * 24 * 60 * 60)
    /// The most bytes of rows that are kept; the oldest go first.
    package var keepAtMost = 1 << 30
    /// What becomes of inputs, outputs and parameters, by name; `*` for all others, which are kept where it is not there.
    package var fields: [String: FieldRule] = [:]
    /// Whose data a request is.
    package var subject = usualSubject

    /// What is kept where nobody says anything: every request that is looked at for 30 days, payloads of at most 16 KiB as they
    /// came.
    package init() {}

    /// Everything that cannot be as it is, in a sentence each behind the key that it is about: `log.fields: ...`.
    package var problems: [String] {
        var problems: [String] = []
        if self.maxBody < 0 { problems.append("log.maxBody: a size is not negative, got \(self.maxBody)") }
        if self.keepAtMost < 0 { problems.append("log.keepAtMost: a size is not negative, got \(self.keepAtMost)") }
        if self.keepFor <= .zero { problems.append("log.keepFor: rows are kept for longer than nothing") }
        if self.fields[""] != nil { problems.append("log.fields: a field has a name") }
        return problems
    }

    /// What becomes of a field.
    ///
    /// - Parameter name: an input, output or parameter.
    /// - Returns: its own rule, or that of all others.
    package func rule(for name: String) -> FieldRule {
        self.fields[name] ?? self.fields[Self.anyField] ?? .keep
    }

    /// Whether a prediction is among those that are kept.
    ///
    /// Decided by the prediction's name alone, by the same number by which the tap decides: of two shares the smaller one's
    /// predictions are among the larger one's.
    ///
    /// - Parameter id: the prediction's name.
    /// - Returns: yes for so large a share of all names.
    package func keeps(_ id: PredictionID) -> Bool {
        UInt64(id.lot) * 10_000 < UInt64(self.sample.basisPoints) << 32
    }
}
