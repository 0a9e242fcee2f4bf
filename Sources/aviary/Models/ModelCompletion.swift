import ArgumentParser
import AviaryClient
import Foundation

/// The names of models, for whoever presses the tabulator key.
enum ModelCompletion {
    /// Asks the server that the command line names; where none answers soon, there is nothing to choose from.
    static let names = CompletionKind.custom { words, _, prefix in
        let flag = words.lastIndex(of: "--server").map { words.index(after: $0) }
        let server = flag.flatMap { words.indices.contains($0) ? words[$0] : nil }
        var options = AviaryClient.Options()
        options.timeout = .milliseconds(500)
        options.retry = .never
        let key = ProcessInfo.processInfo.environment["AVIARY_KEY", default: ""]
        options.credential = try? Credential(key)
        let entries = try? await AviaryClient.withClient(url: ServerAddressFlags.url(server), options: options) {
            try await $0.index()
        }
        return Set((entries ?? []).map(\.name.printable)).filter { $0.hasPrefix(prefix) }.sorted()
    }
}
