/// How a reply came about, beside the endpoint and the version: the reply tells it in `parameters`.
package struct Provenance: Sendable, Hashable {
    /// As what the version answered.
    package let role: Role
    /// The prediction's name.
    package let id: PredictionID
    /// Whether stable answered because the candidate did not.
    package let isFallback: Bool

    /// Says how a reply came about.
    ///
    /// - Parameters:
    ///   - role: as what the version answered.
    ///   - id: the prediction's name.
    ///   - isFallback: whether stable answered because the candidate did not.
    package init(role: Role, id: PredictionID, isFallback: Bool) {
        self.role = role
        self.id = id
        self.isFallback = isFallback
    }
}
