internal import CONNXRuntime

/// An opened ONNX Runtime; it stays open as long as the process lives.
package final class Library: Sendable {
    /// The version that every function which Aviary calls is in.
    package static let minimumVersion = "1.20"

    /// The library's version, such as `1.32.0`.
    package let version: String
    /// The file that was opened.
    package let path: String
    /// The execution providers that were built into it, by name, such as `CPUExecutionProvider`.
    package let executionProviders: [String]

    let functions: Functions

    private init(_ library: OrtLibrary, named candidate: String) throws(RuntimeError) {
        guard let functions = unsafe Functions(library) else {
            throw RuntimeError(.libraryMissing, "\(candidate) has no function table")
        }
        self.functions = functions
        self.version = unsafe library.version.map { unsafe String(cString: $0) } ?? "unknown"
        self.path = unsafe library.path.map { unsafe String(cString: $0) } ?? candidate
        self.executionProviders = try Library.executionProviders(functions)
    }

    /// Opens the first library that is found.
    ///
    /// - Parameter search: where to look.
    /// - Returns: the library.
    /// - Throws: `libraryMissing` or `libraryTooOld`, as one sentence with the remedy.
    package static func open(_ search: LibrarySearch) throws(RuntimeError) -> Library {
        var problems: [String] = []
        var isTooOld = false
        for candidate in search.candidates() {
            var library = unsafe OrtLibrary()
            let (opening, reason) = unsafe Library.open(candidate.path, &library)
            switch opening {
            case ORT_OPENED:
                return try unsafe Library(library, named: candidate.path)
            case ORT_TOO_OLD:
                isTooOld = true
                problems.append("\(candidate.path) is too old (\(reason), needed is \(minimumVersion) or newer)")
            case ORT_NOT_ONNXRUNTIME:
                problems.append("\(candidate.path) is not ONNX Runtime (\(reason))")
            default:
                problems.append("\(candidate.path) cannot be opened (\(reason))")
            }
            if let setting = candidate.setting {
                throw RuntimeError(
                    isTooOld ? .libraryTooOld : .libraryMissing,
                    "\(setting) names a library that cannot be used: \(problems[0])",
                    remedy: "name a libonnxruntime.so of version \(minimumVersion) or newer, or leave \(setting) away"
                )
            }
        }
        throw RuntimeError(
            isTooOld ? .libraryTooOld : .libraryMissing,
            "no usable ONNX Runtime was found: \(problems.joined(separator: ", "))",
            remedy: "run `make run` once, which fetches it into .deps, or name a libonnxruntime.so of version "
                + "\(minimumVersion) or newer with --onnxruntime PATH or AVIARY_ONNXRUNTIME"
        )
    }

    private static func open(_ path: String, _ library: inout OrtLibrary) -> (OrtOpening, reason: String) {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { message in
            unsafe message.initialize(repeating: 0)
            guard let start = message.baseAddress else { return (ORT_NOT_LOADED, "") }
            let opening = unsafe ort_open(path, &library, start, message.count)
            return unsafe (opening, String(cString: start))
        }
    }

    private static func executionProviders(_ functions: Functions) throws(RuntimeError) -> [String] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var count: Int32 = 0
        try unsafe functions.check(functions.table.pointee.GetAvailableProviders(&names, &count))
        let list = unsafe UnsafeBufferPointer(start: names, count: Int(count))
        let providers = unsafe list.compactMap { name in unsafe name.map { unsafe String(cString: $0) } }
        try unsafe functions.check(functions.table.pointee.ReleaseAvailableProviders(names, count))
        return providers
    }
}
