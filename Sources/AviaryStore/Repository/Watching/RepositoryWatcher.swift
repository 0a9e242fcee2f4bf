internal import AviaryCore

/// Turns listings of the repository into events.
///
/// Each model, configuration and version is believed to be what it is when two listings in a row agree about it, so
/// one that is still being copied is not reported before it is complete. The caller makes the listings, as often as it
/// likes.
package struct RepositoryWatcher: Sendable {
    /// What has been reported, or was there from the beginning.
    private var believed: RepositoryListing
    private var last: RepositoryListing

    /// Starts from what is there.
    ///
    /// - Parameter listing: the repository when it was read first; nothing in it is reported.
    package init(_ listing: RepositoryListing) {
        self.believed = listing
        self.last = listing
    }

    /// Compares a new listing with the one before.
    ///
    /// - Parameter listing: the repository now.
    /// - Returns: what has changed and been the same in two listings, model by model in ascending order of their names.
    package mutating func observe(_ listing: RepositoryListing) -> [RepositoryEvent] {
        var events: [RepositoryEvent] = []
        let names = Set(self.believed.models.keys).union(listing.models.keys)
        for name in names.sorted() {
            events += self.observe(name, now: listing.models[name], before: self.last.models[name])
        }
        self.last = listing
        return events
    }

    private mutating func observe(
        _ name: ModelName,
        now: RepositoryListing.Model?,
        before: RepositoryListing.Model?
    ) -> [RepositoryEvent] {
        guard let now, let before else {
            let isGone = now == nil && before == nil
            return isGone && self.believed.models.removeValue(forKey: name) != nil ? [.modelVanished(name)] : []
        }
        var events: [RepositoryEvent] = []
        var model = RepositoryListing.Model()
        if let known = self.believed.models[name] {
            model = known
        } else {
            events.append(.modelAppeared(name))
        }
        if now.files == before.files, now.files != model.files {
            model.files = now.files
            if events.isEmpty { events.append(.configurationChanged(name)) }
        }
        for version in Set(model.versions.keys).union(now.versions.keys).sorted() {
            let stamps = now.versions[version]
            guard stamps == before.versions[version], stamps != model.versions[version] else { continue }
            switch (model.versions[version], stamps) {
            case (nil, _): events.append(.versionAppeared(name, version))
            case (_, nil): events.append(.versionVanished(name, version))
            case (_, _): events.append(.versionChanged(name, version))
            }
            model.versions[version] = stamps
        }
        self.believed.models[name] = model
        return events
    }
}
