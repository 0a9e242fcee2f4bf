import ArgumentParser
import AviaryClient
import AviaryControl
import AviaryCore
import Foundation

/// Which server a command asks.
struct ServerAddressFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp("The server to ask (default: AVIARY_URL, or http://localhost:8000).", valueName: "url")
    )
    var server: String?
    @Option(
        help: ArgumentHelp(
            "A key or token to show. Others on this machine can see it in the list of processes; AVIARY_KEY and --key-file "
                + "are not seen there.",
            valueName: "key"
        )
    )
    var key: String?
    @Option(
        help: ArgumentHelp(
            "A file with the key or token to show (default: the variable AVIARY_KEY).",
            valueName: "file"
        ),
        completion: .file()
    )
    var keyFile: String?

    func validate() throws {
        guard self.key == nil || self.keyFile == nil else {
            throw ValidationError("--key and --key-file exclude each other")
        }
    }

    /// What is shown to the server.
    ///
    /// - Returns: what `--key`, `--key-file` or the variable `AVIARY_KEY` says, the first of them that is there.
    /// - Throws: what is wrong with it, or why the file cannot be read.
    func credential() throws -> Credential? {
        guard let text = try self.secret() else { return nil }
        // A server says the same of a mistyped key and a wrong one; here its owner may know.
        guard !text.hasPrefix(KeyText.beginning) || KeyText(parsing: text) != nil else {
            throw ValidationError("the key is mistyped or cut off: its checksum is wrong")
        }
        return try Credential(text)
    }

    private func secret() throws -> String? {
        if let key { return key }
        if let keyFile {
            guard let data = try? Data(contentsOf: URL(filePath: keyFile)) else {
                throw ValidationError("the file '\(keyFile)' that --key-file names cannot be read")
            }
            let text = String(decoding: data.prefix(1 << 16), as: UTF8.self)
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let variable = ProcessInfo.processInfo.environment["AVIARY_KEY", default: ""]
        return variable.isEmpty ? nil : variable
    }

    /// Lends a client to a closure.
    ///
    /// - Parameters:
    ///   - model: the model that it is about, if it is about one.
    ///   - timeout: how long a call may take.
    ///   - body: uses the client.
    /// - Throws: what the closure throws, in words for whoever typed the command.
    func withClient(
        about model: String? = nil,
        timeout: Duration? = nil,
        _ body: (AviaryClient) async throws -> Void
    ) async throws {
        var options = AviaryClient.Options()
        // A person waits: a server that is not there is told at once.
        options.retry = .never
        if let timeout { options.timeout = timeout }
        options.credential = try self.credential()
        let url = ServerAddressFlags.url(self.server)
        do {
            try await AviaryClient.withClient(url: url, options: options) { client in
                do {
                    try await body(client)
                } catch let error as ClientError where error.code == .refused {
                    throw await Self.inServersWords(error, about: model, client)
                }
            }
        } catch let error as ClientError where error.code == .connectionFailed {
            throw ClientError(
                .connectionFailed,
                "no server answers at \(url)",
                remedy: "start one with 'aviary serve --repository DIR', or name another by --server or AVIARY_URL"
            )
        }
    }

    /// The server's address.
    ///
    /// - Parameter flag: what `--server` says.
    /// - Returns: that, or what `AVIARY_URL` says, or where `aviary serve` listens by default.
    static func url(_ flag: String?) -> String {
        let variable = ProcessInfo.processInfo.environment["AVIARY_URL", default: ""]
        return flag ?? (variable.isEmpty ? "http://localhost:8000" : variable)
    }

    /// What a server refused, without the protocol's side of it, and with what its index says of the model.
    private static func inServersWords(
        _ error: ClientError,
        about model: String?,
        _ client: AviaryClient
    ) async -> ClientError {
        guard let words = error.serverMessage, !words.isEmpty else { return error }
        if error.status == 401 {
            let remedy = "name a key by AVIARY_KEY or --key-file; an admin makes keys with 'aviary keys create'"
            return ClientError(.refused, "the server asks for credentials that hold", remedy: remedy, status: 401)
        }
        var remedy = error.remedy
        if [404, 503].contains(error.status), let model, let index = try? await client.index() {
            let entries = index.filter { $0.name == model }
            if let reason = entries.lazy.filter({ $0.state == .unavailable }).compactMap(\.reason).first {
                remedy = words.contains(reason) ? nil : reason
            } else if error.status == 404 {
                let nearest = entries.isEmpty ? NearestWord.find(model, among: index.map(\.name)) : nil
                remedy = nearest.map { "did you mean '\($0)'?" }
            }
        }
        return ClientError(.refused, words, remedy: remedy, status: error.status, serverMessage: words)
    }
}
