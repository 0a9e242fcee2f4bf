internal import CONNXRuntime

/// Where ONNX Runtime's library is looked for, in this order.
package struct LibrarySearch: Sendable, Hashable {
    /// What the user asked for, for instance by `--onnxruntime PATH`; nothing else is tried when it is given.
    package var explicitPath: String?
    /// The value of `AVIARY_ONNXRUNTIME`; nothing else is tried when there is one and no ``explicitPath``.
    package var environmentPath: String?
    /// Directories that hold a Python environment or an unpacked wheel or release of ONNX Runtime, such as `.deps`.
    package var directories: [String]
    /// Names that the dynamic linker looks up.
    package var systemNames: [String]

    /// Says where to look.
    ///
    /// - Parameters:
    ///   - explicitPath: the path that the user asked for.
    ///   - environmentPath: the value of `AVIARY_ONNXRUNTIME`; empty is as good as none.
    ///   - directories: directories that hold a Python environment or an unpacked wheel or release.
    ///   - systemNames: names that the dynamic linker looks up.
    package init(
        explicitPath: String? = nil,
        environmentPath: String? = nil,
        directories: [String] = [],
        systemNames: [String] = ["libonnxruntime.so.1", "libonnxruntime.so"]
    ) {
        self.explicitPath = explicitPath
        self.environmentPath = environmentPath?.isEmpty == false ? environmentPath : nil
        self.directories = directories
        self.systemNames = systemNames
    }

    /// A place to try, and who named it.
    struct Candidate: Hashable {
        let path: String
        /// The setting that named this place, and leaves no other.
        let setting: String?
    }

    /// The places to try, in order.
    func candidates() -> [Candidate] {
        if let explicitPath { return [Candidate(path: explicitPath, setting: "--onnxruntime")] }
        if let environmentPath { return [Candidate(path: environmentPath, setting: "AVIARY_ONNXRUNTIME")] }
        let found = self.directories.flatMap(LibrarySearch.libraries(below:))
        return (found + self.systemNames).map { Candidate(path: $0, setting: nil) }
    }

    /// The libraries in a directory, the newest version of each place first.
    private static func libraries(below directory: String) -> [String] {
        var literal = ""
        for character in directory {
            if "*?[\\".contains(character) { literal.append("\\") }
            literal.append(character)
        }
        let places = [
            "onnxruntime/onnxruntime/capi", "*/lib/python3*/site-packages/onnxruntime/capi", "onnxruntime/lib",
        ]
        return places.flatMap { place in
            LibrarySearch.files(matching: "\(literal)/\(place)/libonnxruntime.so*")
                .sorted { LibrarySearch.version(of: $1).lexicographicallyPrecedes(LibrarySearch.version(of: $0)) }
        }
    }

    /// The numbers at the end of `libonnxruntime.so.1.32.0`.
    private static func version(of path: String) -> [Int] {
        let name = path.split(separator: "/").last ?? ""
        return name.split(separator: ".").compactMap { Int($0) }
    }

    private static func files(matching pattern: String) -> [String] {
        var files: [String] = []
        unsafe withUnsafeMutablePointer(to: &files) { files in
            unsafe ort_find(pattern, files) { context, path in
                unsafe context?.assumingMemoryBound(to: [String].self).pointee.append(String(cString: path))
            }
        }
        return files
    }
}
