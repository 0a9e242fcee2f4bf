/// A list of strings as C takes it, made once.
@safe
struct CStrings: ~Copyable {
    private let buffer: UnsafeMutableBufferPointer<UnsafePointer<CChar>?>

    /// Copies strings.
    ///
    /// - Parameter strings: the strings, none with a zero byte inside.
    init(_ strings: [String]) {
        unsafe self.buffer = .allocate(capacity: strings.count)
        for (index, string) in strings.enumerated() {
            let text = string.utf8CString
            let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.count)
            _ = unsafe copy.initialize(fromContentsOf: text)
            unsafe self.buffer.initializeElement(at: index, to: UnsafePointer(copy.baseAddress))
        }
    }

    deinit {
        for index in unsafe self.buffer.indices { unsafe self.buffer[index]?.deallocate() }
        unsafe self.buffer.deallocate()
    }

    /// How many strings there are.
    var count: Int { unsafe self.buffer.count }

    /// The strings, valid as long as this is.
    var pointers: UnsafePointer<UnsafePointer<CChar>?>? { unsafe UnsafePointer(self.buffer.baseAddress) }

    /// One of the strings, valid as long as this is.
    subscript(index: Int) -> UnsafePointer<CChar>? { unsafe self.buffer[index] }
}
