package import AviaryCore
package import AviaryServing
internal import AviaryStore
internal import Logging

/// Versions that are loaded because somebody needs them, and not because the version policy chooses them.
extension ModelLifecycle {
    /// Loads a version, and keeps it loaded until it is released, whatever the version policy chooses.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - version: the version.
    /// - Returns: its engine, warmed up and checked.
    /// - Throws: ``AviaryError`` with code `notFound` that names what there is, or the reason why it cannot be loaded; then
    ///   it is not kept.
    package func require(_ model: ModelName, _ version: VersionNumber) async throws(AviaryError) -> Engine {
        let outcome: Result<Engine, AviaryError> = await self.exclusively {
            do throws(AviaryError) {
                return .success(try await self.pin(model, version))
            } catch {
                self.logger.error(
                    "Loading failed",
                    metadata: ["model": "\(model)", "version": "\(version)", "reason": "\(error)"]
                )
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// Lets a version go that was required, unless the version policy chooses it.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - version: the version.
    package func release(_ model: ModelName, _ version: VersionNumber) async {
        await self.exclusively { await self.unpin(model, version) }
    }

    private func pin(_ name: ModelName, _ version: VersionNumber) async throws(AviaryError) -> Engine {
        guard let scanned = try self.repository.scan(name) else { throw self.unknown(name) }
        var model = self.models[name] ?? ServedModel(name: name)
        // What answers goes on answering, even if its files have gone.
        if model.loaded[version] == nil {
            guard scanned.versions.contains(version) else {
                throw self.unknown(version, of: name, among: scanned.versions)
            }
            let before = model.versions[version]
            if !scanned.chosen.contains(version) { model.aside.insert(version) }
            do throws(AviaryError) {
                try await self.bring(version, of: &model, try scanned.configuration.get(), force: false)
            } catch {
                if model.aside.remove(version) != nil { model.versions[version] = before }
                self.publish(model)
                throw error
            }
        }
        guard let loaded = model.loaded[version] else {
            throw AviaryError(.internalError, "version \(version) of \(name) was loaded and is not there")
        }
        self.required[name, default: []].insert(version)
        return loaded.engine
    }

    private func unpin(_ name: ModelName, _ version: VersionNumber) {
        guard self.required[name]?.remove(version) != nil, var model = self.models[name] else { return }
        if self.required[name]?.isEmpty == true { self.required[name] = nil }
        // A repository that cannot be read now says nothing of what it chooses; the next change of the model settles it.
        guard let scanned = try? self.repository.scan(name) else { return }
        self.retire(&model, keeping: scanned.chosen)
        self.publish(model)
    }
}
