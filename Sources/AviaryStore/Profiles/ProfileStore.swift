package import AviaryControl
package import AviaryCore
internal import FoundationEssentials

/// The profiles of versions: what each version's training data, or a pinned stretch of its traffic, looks like.
///
/// Kept as a file a version, `NAME/VERSION.json` below a folder beside the database, written whole and put in its place at once; or
/// in memory for a database in memory. Read once and kept, so that monitors may ask as often as they like.
package final class ProfileStore: Sendable {
    /// The most bytes of a profile as JSON.
    package static let maximumSize = 64 << 20

    private let directory: String?
    /// What files say; `nil` for one that cannot be read.
    ///
    /// What has no file is not in it, or asking for any name would fill it.
    private let known = Locked<[MonitorBook.Place: Profile?]>([:])

    /// Opens the profiles that belong to a database.
    ///
    /// - Parameter database: the database's path, or `:memory:`.
    package init(besides database: String) {
        if database == SQLiteStore.memory {
            self.directory = nil
        } else {
            let slash = database.lastIndex(of: "/")
            self.directory = (slash.map { String(database[...$0]) } ?? "") + "profiles"
        }
    }

    /// The profile of a version.
    ///
    /// - Parameter place: the endpoint and the version.
    /// - Returns: `nil` where there is none, or its file cannot be read.
    package func profile(of place: MonitorBook.Place) -> Profile? {
        // Files are read and written under the lock: what is read here must not come after what somebody stores meanwhile.
        self.known.withLock { known in
            if let profile = known[place] { return profile }
            guard let path = self.path(place), FileManager.default.fileExists(atPath: path) else { return nil }
            let profile = (try? Data(contentsOf: URL(filePath: path))).flatMap { try? Self.read($0) }
            known[place] = .some(profile)
            return profile
        }
    }

    /// Stores a profile in place of the one before.
    ///
    /// - Parameters:
    ///   - json: the profile as `aviary profile` writes it.
    ///   - place: the endpoint and the version.
    /// - Returns: the profile.
    /// - Throws: `AviaryError` with code `invalidArgument` for what is no profile; any other when it cannot be written.
    @discardableResult
    package func put(_ json: [UInt8], for place: MonitorBook.Place) throws(AviaryError) -> Profile {
        let profile: Profile
        do {
            profile = try Self.read(Data(json))
        } catch {
            throw AviaryError(
                .invalidArgument,
                "the body is no profile: \(Self.words(error))",
                remedy: "'aviary profile' makes one"
            )
        }
        try self.store(profile, Data(json), place)
        return profile
    }

    /// Stores a profile that was made here, such as one of live traffic.
    ///
    /// - Parameters:
    ///   - profile: the profile.
    ///   - place: the endpoint and the version.
    /// - Throws: `AviaryError` when it cannot be written.
    package func put(_ profile: Profile, for place: MonitorBook.Place) throws(AviaryError) {
        guard let data = try? JSONEncoder().encode(profile) else {
            throw AviaryError(.internalError, "the profile cannot be written as JSON")
        }
        try self.store(profile, data, place)
    }

    private func store(_ profile: Profile, _ data: Data, _ place: MonitorBook.Place) throws(AviaryError) {
        try self.known.withLock { known throws(AviaryError) in
            if let path = self.path(place) {
                if let slash = path.lastIndex(of: "/") { try makeDirectories(path[..<slash]) }
                do {
                    try data.write(to: URL(filePath: path), options: .atomic)
                } catch {
                    throw AviaryError(.internalError, "'\(path)' cannot be written: \(error)")
                }
            }
            known[place] = .some(profile)
        }
    }

    /// Forgets a profile.
    ///
    /// - Parameter place: the endpoint and the version.
    /// - Throws: `AviaryError` with code `notFound` where there is none; any other when its file cannot be removed.
    package func remove(_ place: MonitorBook.Place) throws(AviaryError) {
        guard self.profile(of: place) != nil else {
            throw AviaryError(.notFound, "there is no profile of \(place.endpoint) version \(place.version)")
        }
        try self.known.withLock { known throws(AviaryError) in
            if let path = self.path(place), FileManager.default.fileExists(atPath: path) {
                do {
                    try FileManager.default.removeItem(atPath: path)
                } catch {
                    throw AviaryError(.internalError, "'\(path)' cannot be removed: \(error)")
                }
            }
            known[place] = nil
        }
    }

    private func path(_ place: MonitorBook.Place) -> String? {
        self.directory.map { "\($0)/\(place.endpoint)/\(place.version).json" }
    }

    private static func read(_ data: Data) throws -> Profile { try JSONDecoder().decode(Profile.self, from: data) }

    private static func words(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            "'\(Self.path(context.codingPath + [key]))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? "it is no JSON object" : "'\(Self.path(context.codingPath))' is of another type"
        case .dataCorrupted(let context):
            // Words of the decoder's own are sentences, and these go on.
            context.debugDescription.hasSuffix(".")
                ? String(context.debugDescription.dropLast()) : context.debugDescription
        case nil: "\(error)"
        @unknown default: "\(error)"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined().trimmingPrefix(".")
            .description
    }
}
