package import AviaryControl
internal import AviaryCore

/// What a manifest says should be.
package enum ManifestDocument: Sendable, Hashable {
    /// An endpoint.
    case endpoint(EndpointSpecification)
    /// Somebody who is told what happens.
    case notifier(NotifierSpecification)
}
