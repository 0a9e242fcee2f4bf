package import AviaryControl
internal import AviaryCore

/// What a manifest says should be.
package enum ManifestDocument: Sendable, Hashable {
    /// An endpoint.
    case endpoint(EndpointSpecification)
    /// Somebody who is told what happens.
    case notifier(NotifierSpecification)
}

/// Somebody who is told what happens to rollouts, by HTTP.
package struct NotifierSpecification: Sendable, Hashable, Codable {
    /// How long an answer may take where nobody says otherwise.
    static let usualTimeout = Duration.seconds(5)

    /// Its name, once among notifiers.
    package let name: String
    /// Where notices are posted to, by HTTP or HTTPS.
    package let url: String
    /// How long an answer may take.
    package let timeout: Duration
}
