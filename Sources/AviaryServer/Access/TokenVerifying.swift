package import AviaryControl
package import AviaryCore

/// Tells who shows a JSON web token.
package protocol TokenVerifying: Sendable {
    /// Tells who shows a token; may ask its issuer for keys, within a time limit.
    ///
    /// - Parameter token: the token.
    /// - Returns: who shows it.
    /// - Throws: `AviaryError` with code `unauthenticated` for a token that does not hold.
    func principal(of token: String) async throws(AviaryError) -> Principal

    /// Tells who shows a token, where that is known already.
    ///
    /// - Parameter token: the token.
    /// - Returns: who shows it; `nil` where ``principal(of:)`` has to be asked.
    func knownPrincipal(of token: String) -> Principal?
}
