import ArgumentParser
import AviaryClient
import Foundation

/// Which server a command asks.
struct ServerAddressFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server to ask (default: AVIARY_URL, or http://localhost:8000).",
            valueName: "url"
        )
    )
    var server: String?

    /// The server's address.
    var url: String {
        let variable = ProcessInfo.processInfo.environment["AVIARY_URL", default: ""]
        return self.server ?? (variable.isEmpty ? "http://localhost:8000" : variable)
    }

    /// Lends a client to a closure.
    ///
    /// - Parameters:
    ///   - timeout: how long a call may take.
    ///   - body: uses the client.
    /// - Throws: an exit code, after the failure was told in one line.
    func withClient(timeout: Duration? = nil, _ body: (AviaryClient) async throws -> Void) async throws {
        var options = AviaryClient.Options()
        // A person waits: a server that is not there is told at once.
        options.retry = .never
        if let timeout { options.timeout = timeout }
        let url = self.url
        try await reporting {
            do {
                try await AviaryClient.withClient(url: url, options: options, body)
            } catch let error as ClientError where error.code == .connectionFailed {
                throw ClientError(
                    .connectionFailed,
                    "no server answers at \(url)",
                    remedy: "start one with 'aviary serve --repository DIR', or name another by --server or AVIARY_URL"
                )
            }
        }
    }
}
