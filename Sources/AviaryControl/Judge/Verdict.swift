/// What is known about a candidate's worth.
package enum Verdict: String, Sendable, Hashable, Codable {
    /// Surely not worse than stable beyond the margin.
    case pass
    /// Surely worse than stable beyond the margin.
    case fail
    /// Not known yet.
    case `continue`
}
