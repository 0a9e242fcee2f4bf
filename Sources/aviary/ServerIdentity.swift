import AviaryClient

/// Asks who answers at an address.
///
/// - Parameter url: the address.
/// - Returns: name and version; `nil` for nobody who speaks the protocol.
@Sendable func identifyServer(_ url: String) async -> String? {
    var options = AviaryClient.Options()
    options.timeout = .seconds(1)
    options.retry = .never
    return try? await AviaryClient.withClient(url: url, options: options) { client in
        let server = try await client.serverMetadata()
        return "\(server.name) \(server.version)"
    }
}
