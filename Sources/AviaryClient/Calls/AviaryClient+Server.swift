internal import AviaryCore
internal import NIOCore

extension AviaryClient {
    /// The statuses with which servers say yes or no to a question about health.
    private static let healthAnswers: Set<Int> = [200, 400, 503]

    /// Asks whether the server runs.
    ///
    /// - Returns: whether it says so.
    /// - Throws: ``ClientError`` when no answer came.
    public func live() async throws(ClientError) -> Bool {
        try await self.send(.get(CallPath("/v2/health/live"), answers: Self.healthAnswers)).status == 200
    }

    /// Asks whether the server takes requests.
    ///
    /// - Returns: whether it says so.
    /// - Throws: ``ClientError`` when no answer came.
    public func ready() async throws(ClientError) -> Bool {
        try await self.send(.get(CallPath("/v2/health/ready"), answers: Self.healthAnswers)).status == 200
    }

    /// Asks what the server is.
    ///
    /// - Returns: its name, version and extensions.
    /// - Throws: ``ClientError`` when no answer came.
    public func serverMetadata() async throws(ClientError) -> ServerMetadata {
        try await self.read(.get(CallPath("/v2")), ServerMetadata.init)
    }

    /// Asks whether a model takes requests.
    ///
    /// - Parameters:
    ///   - name: the model's name.
    ///   - version: the version; the one that answers by default if absent.
    /// - Returns: whether it does.
    /// - Throws: ``ClientError``, with status 404 for a model that the server does not have.
    public func modelReady(_ name: String, version: String? = nil) async throws(ClientError) -> Bool {
        var path = try CallPath(model: name, version: version)
        path.append("ready")
        return try await self.send(.get(path, answers: Self.healthAnswers)).status == 200
    }

    /// Asks what a model takes and gives.
    ///
    /// - Parameters:
    ///   - name: the model's name.
    ///   - version: the version; the one that answers by default if absent.
    /// - Returns: its versions, inputs and outputs.
    /// - Throws: ``ClientError``, with status 404 for a model that the server does not have.
    public func modelMetadata(_ name: String, version: String? = nil) async throws(ClientError) -> ModelMetadata {
        try await self.read(.get(try CallPath(model: name, version: version)), ModelMetadata.init)
    }

    /// Asks how a model is configured, in the words of Triton's model configuration extension.
    ///
    /// - Parameters:
    ///   - name: the model's name.
    ///   - version: the version; the one that answers by default if absent.
    /// - Returns: the configuration as JSON text.
    /// - Throws: ``ClientError``, with status 404 for a model that the server does not have.
    public func modelConfig(_ name: String, version: String? = nil) async throws(ClientError) -> String {
        var path = try CallPath(model: name, version: version)
        path.append("config")
        return try await self.read(.get(path)) { json in String(decoding: json.serialized(), as: UTF8.self) }
    }

    /// Asks what models have done since they were loaded.
    ///
    /// - Parameters:
    ///   - name: the model's name; all models if absent.
    ///   - version: the version; all of them if absent.
    /// - Returns: one element for each version.
    /// - Throws: ``ClientError``, with status 404 for a model that the server does not have.
    public func statistics(
        _ name: String? = nil,
        version: String? = nil
    ) async throws(ClientError) -> [ModelStatistics] {
        var path = CallPath("/v2/models")
        if let name { path = try CallPath(model: name, version: version) }
        path.append("stats")
        return try await self.read(.get(path)) { json throws(AviaryError) in
            try json.list("model_stats").map(ModelStatistics.init)
        }
    }

    /// Lists the models that the server could serve.
    ///
    /// - Parameter onlyReady: whether to leave out what does not answer.
    /// - Returns: one element for each version.
    /// - Throws: ``ClientError`` when no answer came.
    public func index(onlyReady: Bool = false) async throws(ClientError) -> [RepositoryEntry] {
        let call = Call.post(
            CallPath("/v2/repository/index"),
            json: onlyReady ? ["ready": true] : [:],
            isRepeatable: true
        )
        return try await self.read(call) { json throws(AviaryError) in
            guard case .array(let entries) = json else {
                throw AviaryError(.invalidArgument, "an index is a list, something else came")
            }
            return try entries.map(RepositoryEntry.init)
        }
    }

    /// Loads a model, or loads it again; it is never sent twice.
    ///
    /// - Parameters:
    ///   - name: the model's name.
    ///   - force: whether to load what is loaded already, although nothing changed.
    /// - Throws: ``ClientError`` with the server's reason when it cannot be loaded.
    public func load(_ name: String, force: Bool = false) async throws(ClientError) {
        try await self.change(name, "load", force ? ["parameters": ["force": true]] : [:])
    }

    /// Unloads a model; it is never sent twice.
    ///
    /// - Parameter name: the model's name.
    /// - Throws: ``ClientError`` with the server's reason when it cannot be unloaded.
    public func unload(_ name: String) async throws(ClientError) {
        try await self.change(name, "unload", [:])
    }

    private func change(_ name: String, _ verb: StaticString, _ json: JSONValue) async throws(ClientError) {
        var path = CallPath("/v2/repository/models")
        try path.append(name, "a model's name")
        path.append(verb)
        _ = try await self.send(.post(path, json: json, isRepeatable: false))
    }

    /// Sends a call and reads the reply, which is one JSON value.
    func read<Result>(
        _ call: Call,
        _ read: (JSONValue) throws(AviaryError) -> Result
    ) async throws(ClientError) -> Result {
        let reply = try await self.send(call)
        do throws(AviaryError) {
            return try read(try JSONValue(parsing: reply.body.readableBytesSpan))
        } catch {
            throw ClientError(malformed: error, in: call)
        }
    }
}

extension ClientError {
    /// Says of a reply that it is not what the protocol has.
    init(malformed error: AviaryError, in call: Call) {
        self.init(
            .malformedReply,
            "the reply to \(call) is not what the protocol has: \(error.message)",
            remedy: "check that the URL is that of a server for the Open Inference Protocol",
            status: 200
        )
    }
}
