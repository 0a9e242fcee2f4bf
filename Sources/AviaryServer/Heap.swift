internal import CMalloc

/// How the process's heap gives memory back to the system.
enum Heap {
    /// Keeps the memory of large requests for the next ones.
    ///
    /// The system's default gives it back after each and gets it again page by page, which costs a request with 1 MiB of
    /// tensors 5 % of its processor time. An operator who has set the allocator by its own means has the last word.
    ///
    /// - Parameter environment: the process's environment.
    static func keepMemoryOfRequests(_ environment: [String: String]) {
        guard !environment.keys.contains(where: { $0 == "GLIBC_TUNABLES" || $0.hasPrefix("MALLOC_") }) else { return }
        // Larger allocations are the system's own, and go back at once.
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TRIM_THRESHOLD, 16 << 20)
    }
}
