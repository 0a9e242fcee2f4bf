/// As what a version answers a request.
public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
    /// By default.
    case stable
    /// As the version that a rollout introduces.
    case candidate
    /// As one of several versions whose shares are fixed.
    case experiment
    /// Nobody: it gets a copy, and its reply is compared and thrown away.
    case shadow
    /// Because the request names the version.
    case named
}
