internal import AviaryCore
internal import Configuration

/// One source of settings under a name of ours, so that a value can be traced to where it came from.
struct SettingsProvider: ConfigProvider {
    let providerName: String
    private let values: any ConfigSnapshot

    /// Gives a source's values a name.
    ///
    /// - Parameters:
    ///   - name: the source's name.
    ///   - values: what it says.
    init(_ name: String, _ values: any ConfigSnapshot) {
        self.providerName = name
        self.values = values
    }

    func value(forKey key: AbsoluteConfigKey, type: ConfigType) throws -> LookupResult {
        try self.values.value(forKey: key, type: type)
    }

    nonisolated(nonsending) func fetchValue(
        forKey key: AbsoluteConfigKey,
        type: ConfigType
    ) async throws -> LookupResult {
        try self.value(forKey: key, type: type)
    }

    nonisolated(nonsending) func watchValue<Return: ~Copyable>(
        forKey key: AbsoluteConfigKey,
        type: ConfigType,
        updatesHandler:
            nonisolated(nonsending) (
                ConfigUpdatesAsyncSequence<Result<LookupResult, any Error>, Never>
            ) async throws -> Return
    ) async throws -> Return {
        try await self.watchValueFromValue(forKey: key, type: type, updatesHandler: updatesHandler)
    }

    func snapshot() -> any ConfigSnapshot { self.values }

    nonisolated(nonsending) func watchSnapshot<Return: ~Copyable>(
        updatesHandler:
            nonisolated(nonsending) (
                ConfigUpdatesAsyncSequence<any ConfigSnapshot, Never>
            ) async throws -> Return
    ) async throws -> Return {
        try await self.watchSnapshotFromSnapshot(updatesHandler: updatesHandler)
    }
}

/// Notes which provider answered the last question to a `ConfigReader`.
final class AccessRecorder: AccessReporter {
    private let last = Locked<AccessEvent.ProviderResult?>(nil)

    func report(_ event: AccessEvent) {
        // Providers are asked in order until one has a value or fails.
        self.last.withLock { $0 = event.providerResults.last }
    }

    /// Takes the answer to the last question.
    ///
    /// - Returns: who was asked last and what came, a value or a failure; `nil` when nobody was asked.
    func take() -> AccessEvent.ProviderResult? {
        self.last.withLock { last in
            defer { last = nil }
            return last
        }
    }
}
