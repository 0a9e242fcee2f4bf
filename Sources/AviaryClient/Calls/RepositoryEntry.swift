internal import AviaryCore

/// One line of a repository's index: a version of a model, or a model that has none.
public struct RepositoryEntry: Sendable, Hashable {
    /// The model's name.
    public let name: String
    /// The version; `nil` where the line is about the model as a whole.
    public let version: String?
    /// Where in its life it is; `nil` where the server does not say.
    public let state: State?
    /// Why it is in that state, where there is something to say.
    public let reason: String?

    /// Where in its life a version is.
    public enum State: String, Sendable, CaseIterable {
        /// The server does not know, or uses a word that this client does not know.
        case unknown = "UNKNOWN"
        /// It answers.
        case ready = "READY"
        /// It does not answer.
        case unavailable = "UNAVAILABLE"
        /// It will answer soon.
        case loading = "LOADING"
        /// It takes no more requests, and ends those that it has.
        case unloading = "UNLOADING"
    }

    init(_ json: JSONValue) throws(AviaryError) {
        self.name = try json.text("name")
        self.version = try json.optionalText("version")
        self.state = try json.optionalText("state").map { State(rawValue: $0) ?? .unknown }
        // Servers send an empty text where there is nothing to say.
        self.reason = try json.optionalText("reason").flatMap { $0.isEmpty ? nil : $0 }
    }
}
