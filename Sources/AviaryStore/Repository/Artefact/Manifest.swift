package import AviaryCore
internal import Crypto

/// One file of a version.
package struct ManifestEntry: Sendable, Hashable {
    /// The path inside the version's directory, with `/` between its parts.
    package let path: String
    /// The SHA-256 of the content, in 64 lower-case hexadecimal digits.
    package let sha256: String
    /// How many bytes the file has.
    package let byteCount: Int64
}

/// All files of a version, and one digest that stands for them.
package struct Manifest: Sendable, Hashable {
    /// The files in ascending order of their paths' bytes.
    package let entries: [ManifestEntry]
    /// The SHA-256 of the list as `sha256sum` prints it: a line `SHA256  PATH` for each file.
    package let digest: String

    init(_ entries: [ManifestEntry]) {
        self.entries = entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        var hash = SHA256()
        for entry in self.entries { hash.update(data: Array("\(entry.sha256)  \(entry.path)\n".utf8)) }
        self.digest = hexadecimal(hash.finalize())
    }

    /// Which files are not what they were.
    ///
    /// - Parameter earlier: the manifest of the same version at an earlier time.
    /// - Returns: the changed, new and missing files; empty if nothing changed.
    package func difference(from earlier: Manifest) -> ManifestDifference {
        let before = Dictionary(uniqueKeysWithValues: earlier.entries.map { ($0.path, $0) })
        let now = Set(self.entries.map(\.path))
        return ManifestDifference(
            changed: self.entries.filter { before[$0.path].map { [entry = $0] in entry != $0 } ?? false }.map(\.path),
            appeared: self.entries.map(\.path).filter { before[$0] == nil },
            vanished: earlier.entries.map(\.path).filter { !now.contains($0) }
        )
    }
}

/// How a version's files differ from an earlier look at them.
package struct ManifestDifference: Sendable, Hashable, CustomStringConvertible {
    /// Files with other content.
    package let changed: [String]
    /// Files that were not there.
    package let appeared: [String]
    /// Files that are no longer there.
    package let vanished: [String]

    /// Whether nothing differs.
    package var isEmpty: Bool { self.changed.isEmpty && self.appeared.isEmpty && self.vanished.isEmpty }

    /// The difference in words: `changed model.onnx; new extra.bin`.
    package var description: String {
        [("changed", self.changed), ("new", self.appeared), ("missing", self.vanished)]
            .filter { !$0.1.isEmpty }
            .map { "\($0.0) \($0.1.prefix(5).joined(separator: ", "))\($0.1.count > 5 ? " and others" : "")" }
            .joined(separator: "; ")
    }

    /// The refusal to load a version whose files are not those that were loaded.
    ///
    /// - Parameters:
    ///   - model: the model's name.
    ///   - version: the version's number.
    /// - Returns: an error with code `conflict`; `nil` if nothing differs.
    package func refusal(of model: ModelName, _ version: VersionNumber) -> AviaryError? {
        guard !self.isEmpty else { return nil }
        return AviaryError(
            .conflict,
            "version \(version) of '\(model)' is not what was loaded: \(self)",
            remedy: "put the change into a new version, or load it with force"
        )
    }
}

/// Bytes in lower-case hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
        for digit in [byte >> 4, byte & 0x0F] {
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
    return String(decoding: text, as: UTF8.self)
}
