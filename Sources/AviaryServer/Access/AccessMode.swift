package import AviaryCore

/// Whether requests must show credentials.
package enum AccessMode: String, Sendable, Hashable, CaseIterable {
    /// As soon as there is a key or an issuer of tokens.
    case auto
    /// Always.
    case required
    /// Never.
    case open
}

/// Who may read `/metrics`.
package enum MetricsAccess: String, Sendable, Hashable, CaseIterable {
    /// Who may look at everything else that is watched.
    case review
    /// Anybody.
    case open
}

extension AccessMode {
    /// Makes sure that no server listens where others can connect without asking them who they are.
    ///
    /// - Parameters:
    ///   - host: where it is to listen.
    ///   - isInsecure: whether somebody has said that this is meant.
    ///   - hasCredentials: whether there is a key, or an issuer of tokens.
    /// - Throws: `AviaryError` with code `invalidArgument` that says what to do.
    package func check(host: String, isInsecure: Bool, hasCredentials: Bool) throws(AviaryError) {
        guard self != .required || hasCredentials else {
            throw AviaryError(
                .invalidArgument,
                "credentials are to be asked for, and there is no key, so nobody could do anything",
                remedy: "make one with 'aviary keys create --role admin --database FILE'"
            )
        }
        guard !isInsecure, !Loopback.contains(host) else { return }
        guard self != .open else {
            throw AviaryError(
                .invalidArgument,
                "others can connect to '\(host)', and the server is told to ask nobody for credentials",
                remedy: "leave --access-mode open out, or add --insecure to accept that whoever can connect may do all"
            )
        }
        guard hasCredentials else {
            throw AviaryError(
                .invalidArgument,
                "others can connect to '\(host)', and there is no key by which to tell who may",
                remedy: "make one with 'aviary keys create --role admin --database FILE', listen on 127.0.0.1, or add "
                    + "--insecure to accept that whoever can connect may do all"
            )
        }
    }
}
