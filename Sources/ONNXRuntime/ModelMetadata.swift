internal import CONNXRuntime

/// What a model's file says about itself.
package struct ModelMetadata: Sendable, Hashable {
    /// The tool that made the model.
    package let producer: String
    /// The graph's name.
    package let graphName: String
    /// The model's domain, such as `org.example`.
    package let domain: String
    /// What the model is for.
    package let description: String
    /// The number that its maker gave it.
    package let version: Int64
    /// Further entries by key.
    package let custom: [String: String]

    /// Reads a session's metadata.
    init(_ session: borrowing Handle, _ functions: Functions, _ allocator: OpaquePointer) throws(RuntimeError) {
        let api = unsafe functions.table
        let session = unsafe session.pointer
        let handle = unsafe Handle(
            try functions.object { unsafe api.pointee.SessionGetModelMetadata(session, &$0) },
            api.pointee.ReleaseModelMetadata
        )
        let metadata = unsafe handle.pointer
        self.producer = try unsafe functions.text(from: allocator) {
            unsafe api.pointee.ModelMetadataGetProducerName(metadata, allocator, &$0)
        }
        self.graphName = try unsafe functions.text(from: allocator) {
            unsafe api.pointee.ModelMetadataGetGraphName(metadata, allocator, &$0)
        }
        self.domain = try unsafe functions.text(from: allocator) {
            unsafe api.pointee.ModelMetadataGetDomain(metadata, allocator, &$0)
        }
        self.description = try unsafe functions.text(from: allocator) {
            unsafe api.pointee.ModelMetadataGetDescription(metadata, allocator, &$0)
        }
        var version: Int64 = 0
        try unsafe functions.check(api.pointee.ModelMetadataGetVersion(metadata, &version))
        self.version = version
        self.custom = try unsafe ModelMetadata.custom(metadata, functions, allocator)
    }

    private static func custom(
        _ metadata: OpaquePointer,
        _ functions: Functions,
        _ allocator: OpaquePointer
    ) throws(RuntimeError) -> [String: String] {
        let api = unsafe functions.table
        var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var count: Int64 = 0
        try unsafe functions.check(
            api.pointee.ModelMetadataGetCustomMetadataMapKeys(metadata, allocator, &list, &count)
        )
        // The list and each key in it are ours to free.
        guard let list = unsafe list else { return [:] }
        let keys = unsafe UnsafeBufferPointer(start: list, count: Int(count))
        defer {
            for index in keys.indices {
                if let key = unsafe keys[index] { unsafe functions.free(key, to: allocator) }
            }
            unsafe functions.free(list, to: allocator)
        }
        var custom: [String: String] = [:]
        for index in keys.indices {
            guard let key = unsafe keys[index] else { continue }
            custom[unsafe String(cString: key)] = try unsafe functions.text(from: allocator) {
                unsafe api.pointee.ModelMetadataLookupCustomMetadataMap(metadata, allocator, key, &$0)
            }
        }
        return custom
    }
}
