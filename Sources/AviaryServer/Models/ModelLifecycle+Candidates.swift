internal import AviaryCore
internal import AviaryServing
internal import AviaryStore
internal import Logging

/// Whether a version may take another one's place.
extension ModelLifecycle {
    /// Makes sure that the repository has a version, without loading it.
    ///
    /// - Parameters:
    ///   - name: the model.
    ///   - version: the version.
    /// - Throws: ``AviaryError`` with code `notFound` that names what there is.
    func demand(_ name: ModelName, _ version: VersionNumber) throws(AviaryError) {
        if self.models[name]?.loaded[version] != nil { return }
        guard let scanned = try self.repository.scan(name) else { throw self.unknown(name) }
        guard !scanned.versions.contains(version) else { return }
        throw self.unknown(version, of: name, among: scanned.versions)
    }

    /// Says that a version is not there, and which ones are.
    func unknown(_ version: VersionNumber, of name: ModelName, among versions: [VersionNumber]) -> AviaryError {
        let known = versions.sorted().map(\.description).joined(separator: ", ")
        return AviaryError(
            .notFound,
            "version \(version) of \(name) is not in the repository; "
                + (known.isEmpty ? "there are no versions" : "there are versions \(known)")
        )
    }

    /// Holds a candidate against stable; both are loaded.
    ///
    /// - Parameters:
    ///   - name: the model.
    ///   - candidate: the version that may take stable's place.
    ///   - stable: the version that answers by default.
    /// - Throws: ``AviaryError`` that says tensor by tensor what does not fit, or which output is not finite.
    func check(
        _ name: ModelName,
        candidate: VersionNumber,
        against stable: VersionNumber
    ) async throws(AviaryError) {
        let loaded = self.models[name]?.loaded ?? [:]
        for version in [candidate, stable] where loaded[version] == nil {
            throw AviaryError(.unavailable, "version \(version) of \(name) is not loaded")
        }
        guard let new = loaded[candidate]?.engine, let old = loaded[stable]?.engine else { return }
        let notes = try await offPool { () throws(AviaryError) in try CandidateCheck.run(new, against: old) }
        for note in notes {
            self.logger.notice(
                "Seen while a candidate was checked",
                metadata: ["model": "\(name)", "candidate": "\(candidate)", "note": "\(note)"]
            )
        }
    }
}
