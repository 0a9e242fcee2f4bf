import AviaryControl
import AviaryCore
import AviaryStore
import Foundation

/// A manifest that a command was given.
struct ManifestFile {
    private let path: String

    /// Names a manifest.
    ///
    /// - Parameter path: the file; `-` is standard input.
    init(_ path: String) { self.path = path }

    /// How the file is called in messages.
    var name: String { self.path == "-" ? "standard input" : self.path }

    /// Reads the file.
    ///
    /// - Returns: what it says, not checked yet.
    /// - Throws: `AviaryError` when it cannot be read, or is not UTF-8.
    func text() throws -> String {
        let data: Data
        do {
            data =
                self.path == "-"
                ? try FileHandle.standardInput.readToEnd() ?? Data()
                : try Data(contentsOf: URL(filePath: self.path))
        } catch {
            throw AviaryError(.notFound, "'\(self.path)' cannot be read: \(error.localizedDescription)")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw AviaryError(.invalidArgument, "'\(self.path)' is not UTF-8")
        }
        return text
    }

    /// Reads what an endpoint should be.
    ///
    /// - Parameter name: the endpoint.
    /// - Returns: the endpoint's document.
    /// - Throws: `ManifestError` for all that is wrong with the file, `AviaryError` when it has no such endpoint.
    func endpoint(_ name: ModelName) throws -> EndpointSpecification {
        let endpoints = try ManifestText.parse(try self.text(), file: self.name).compactMap { document in
            if case .endpoint(let endpoint) = document { endpoint } else { nil }
        }
        if let endpoint = endpoints.first(where: { $0.name == name }) { return endpoint }
        throw AviaryError(
            .notFound,
            "'\(self.name)' has no endpoint '\(name)'",
            remedy: NearestWord.suggestion(for: name.rawValue, among: endpoints.map(\.name.rawValue))
        )
    }
}
