package import AviaryControl
package import AviaryCore

/// Tells who asks, by the credentials that come with a request.
package final class Gatekeeper: Sendable {
    /// Asks nobody for credentials.
    package init() {}

    /// Tells who asks.
    ///
    /// - Parameter authorization: the field `Authorization`, or the metadata of that name.
    /// - Returns: who asks.
    /// - Throws: `AviaryError` with code `unauthenticated` for credentials that do not hold, and where they are missing.
    package func principal(authorization: String?) async throws(AviaryError) -> Principal { .local }

    /// Tells who asks, where that can be said at once.
    ///
    /// - Parameter authorization: the field `Authorization`, or the metadata of that name.
    /// - Returns: who asks; `nil` where ``principal(authorization:)`` has to be asked.
    /// - Throws: `AviaryError` with code `unauthenticated` for credentials that do not hold, and where they are missing.
    package func knownPrincipal(authorization: String?) throws(AviaryError) -> Principal? { .local }
}
