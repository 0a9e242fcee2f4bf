internal import CONNXRuntime

/// A part of ONNX Runtime that runs operators on one kind of hardware.
package struct ExecutionProvider: Sendable, Hashable {
    /// Its name, with or without `ExecutionProvider` at the end, in any case of letters.
    package var name: String
    /// Its own settings, for instance `device_id`.
    package var options: [String: String]

    /// Names a provider.
    ///
    /// - Parameters:
    ///   - name: its name, for instance `CUDA` or `CUDAExecutionProvider`.
    ///   - options: its own settings.
    package init(_ name: String, options: [String: String] = [:]) {
        self.name = name
        self.options = options
    }

    /// The name without its ending, in small letters.
    static func key(_ name: String) -> String {
        let name = name.lowercased()
        let ending = "executionprovider"
        return name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name
    }

    /// Finds providers in a library.
    ///
    /// The CPU ends the list: it runs everything, so nothing is left for those after it.
    ///
    /// - Parameters:
    ///   - providers: the wanted ones, in order of preference.
    ///   - library: the library that must have them.
    /// - Returns: those to be added, with the library's own names.
    /// - Throws: `notFound` that names those which are there.
    static func resolve(
        _ providers: [ExecutionProvider],
        in library: Library
    ) throws(RuntimeError) -> [ExecutionProvider] {
        var known: [String: String] = [:]
        for name in library.executionProviders { known[ExecutionProvider.key(name)] = name }
        var resolved: [ExecutionProvider] = []
        for provider in providers {
            guard let name = known[ExecutionProvider.key(provider.name)] else {
                throw RuntimeError(
                    .notFound,
                    "this ONNX Runtime \(library.version) has no execution provider '\(provider.name)', it has "
                        + library.executionProviders.joined(separator: ", "),
                    remedy: "name one of these, or open a library that has it with --onnxruntime PATH"
                )
            }
            resolved.append(ExecutionProvider(name, options: provider.options))
        }
        let end = resolved.firstIndex { ExecutionProvider.key($0.name) == "cpu" } ?? resolved.endIndex
        return Array(resolved[..<end])
    }

    /// Adds the provider to a session's options.
    func append(to options: OpaquePointer, _ functions: Functions) throws(RuntimeError) {
        let api = unsafe functions.table
        let keys = CStrings(self.options.keys.sorted())
        let values = CStrings(self.options.sorted { $0.key < $1.key }.map(\.value))
        switch ExecutionProvider.key(self.name) {
        case "cuda":
            let cuda = unsafe Handle(
                try functions.object { unsafe api.pointee.CreateCUDAProviderOptions(&$0) },
                api.pointee.ReleaseCUDAProviderOptions
            )
            try unsafe functions.check(
                api.pointee.UpdateCUDAProviderOptions(cuda.pointer, keys.pointers, values.pointers, keys.count)
            )
            try unsafe functions.check(
                api.pointee.SessionOptionsAppendExecutionProvider_CUDA_V2(options, cuda.pointer)
            )
        case "openvino":
            try unsafe functions.check(
                api.pointee.SessionOptionsAppendExecutionProvider_OpenVINO_V2(
                    options,
                    keys.pointers,
                    values.pointers,
                    keys.count
                )
            )
        case let key:
            // The function takes short names; which of them it takes also in full depends on the version.
            try unsafe functions.check(
                api.pointee.SessionOptionsAppendExecutionProvider(
                    options,
                    key.uppercased(),
                    keys.pointers,
                    values.pointers,
                    keys.count
                )
            )
        }
    }
}
