internal import AviaryCore
internal import Configuration
internal import SystemPackage

/// A configuration file in YAML.
struct SettingsFile {
    /// The most bytes of a file.
    static let maximumSize = 1 << 20

    /// Where it lies, as it was given.
    let path: String
    /// What it says; `nil` for an empty file.
    let values: YAMLSnapshot?
    /// All keys in it, sorted; groups have dots between them.
    let keys: [String]

    /// Reads a file.
    ///
    /// - Parameter path: the file.
    /// - Throws: a problem when it cannot be read or is not a YAML mapping.
    init(_ path: String) throws(SettingProblem) {
        self.path = path
        let bytes = try SettingsFile.read(path)
        guard !SettingsFile.isManifest(bytes) else {
            throw SettingProblem(
                key: path,
                place: nil,
                message: "expected settings, got a manifest: 'aviary apply -f \(path)' is for those"
            )
        }
        guard !SettingsFile.isBlank(bytes) else {
            (self.values, self.keys) = (nil, [])
            return
        }
        // The reader asks for each key whether it is a secret, and this is how the keys become known.
        let keys = Locked<Set<String>>([])
        let options = YAMLSnapshot.ParsingOptions(
            secretsSpecifier: .dynamic { key, _ in
                keys.withLock { _ = $0.insert(key) }
                return false
            }
        )
        do {
            self.values = try YAMLSnapshot(data: bytes.span.bytes, providerName: "file", parsingOptions: options)
        } catch {
            let reason = "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
            throw SettingProblem(key: path, place: nil, message: "expected a YAML mapping of settings, got: \(reason)")
        }
        self.keys = keys.withLock { $0 }.sorted()
    }

    private static func read(_ path: String) throws(SettingProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
            try file.closeAfter {
                var part = [UInt8](repeating: 0, count: 16_384)
                while bytes.count <= self.maximumSize {
                    let count = try part.withUnsafeMutableBytes { try file.read(into: $0) }
                    if count == 0 { break }
                    bytes.append(contentsOf: part[..<count])
                }
            }
        } catch {
            throw SettingProblem(key: path, place: nil, message: "expected a configuration file, got: \(error)")
        }
        guard bytes.count <= self.maximumSize else {
            let limit = ByteSizeText.print(self.maximumSize)
            throw SettingProblem(key: path, place: nil, message: "expected a configuration file of at most \(limit)")
        }
        return bytes
    }

    /// Whether a file is a manifest, which may lie where settings are looked for.
    ///
    /// - Parameter path: the file.
    /// - Returns: whether it can be read and is one.
    static func isManifest(_ path: String) -> Bool { (try? self.read(path)).map(self.isManifest) ?? false }

    private static func isManifest(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: UInt8(ascii: "\n")).contains { $0.starts(with: "apiVersion:".utf8) }
    }

    /// Whether there are only blanks, comments and document marks.
    private static func isBlank(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).allSatisfy { line in
            let text = line.drop(while: \.isWhitespace)
            return text.isEmpty || text.hasPrefix("#") || text == "---" || text == "..."
        }
    }
}
