internal import CONNXRuntime

/// ONNX Runtime's functions, and the way in which they report failures.
///
/// `@unchecked Sendable`: the table lies in the library, which never changes it and is never closed.
@safe
struct Functions: @unchecked Sendable {
    /// The functions by name.
    let table: UnsafePointer<OrtApi>
    /// Tells a scalar from an open rank; newer libraries have it.
    let hasShape: (@convention(c) (OpaquePointer) -> Bool)?
    /// Gives a tensor's type and shape without an object that describes them; newer libraries have it.
    let elementTypeAndShape:
        (
            @convention(c) (
                OpaquePointer, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<UnsafePointer<Int64>?>,
                UnsafeMutablePointer<Int>
            ) -> OpaquePointer?
        )?

    /// Takes the functions of an opened library.
    init?(_ library: OrtLibrary) {
        guard let table = unsafe library.api else { return nil }
        unsafe self.table = table
        unsafe self.hasShape = library.HasShape
        unsafe self.elementTypeAndShape = library.GetElementTypeAndShape
    }

    /// Turns a status into an error, and releases it.
    ///
    /// - Parameter status: what a function returned; `nil` is success.
    /// - Throws: the error with ONNX Runtime's code and message.
    @inline(__always)
    func check(_ status: OpaquePointer?) throws(RuntimeError) {
        if let status = unsafe status { throw unsafe self.error(taking: status) }
    }

    /// Calls a function that makes an object, or lends one, through a pointer to it.
    ///
    /// - Parameter call: gets a place for the object.
    /// - Returns: the object.
    /// - Throws: the function's failure.
    @inline(__always)
    func object(
        _ call: (inout OpaquePointer?) -> OpaquePointer?
    ) throws(RuntimeError) -> OpaquePointer {
        var object: OpaquePointer?
        try unsafe self.check(call(&object))
        guard let object = unsafe object else {
            throw RuntimeError(.fail, "ONNX Runtime reported success but gave no object")
        }
        return unsafe object
    }

    /// Calls a function that gives a count.
    ///
    /// - Parameter call: gets a place for the count.
    /// - Returns: the count.
    /// - Throws: the function's failure.
    func count(_ call: (inout Int) -> OpaquePointer?) throws(RuntimeError) -> Int {
        var count = 0
        try unsafe self.check(call(&count))
        return count
    }

    /// Calls a function that gives text, and frees what it gave.
    ///
    /// - Parameters:
    ///   - allocator: what the function allocates with.
    ///   - call: gets a place for the text.
    /// - Returns: the text; empty when there is none.
    /// - Throws: the function's failure.
    func text(
        from allocator: OpaquePointer,
        _ call: (inout UnsafeMutablePointer<CChar>?) -> OpaquePointer?
    ) throws(RuntimeError) -> String {
        var text: UnsafeMutablePointer<CChar>?
        try unsafe self.check(call(&text))
        guard let text = unsafe text else { return "" }
        defer { unsafe self.free(text, to: allocator) }
        return unsafe String(cString: text)
    }

    /// Gives memory back; a failure to do so cannot be acted on.
    func free(_ memory: UnsafeMutableRawPointer, to allocator: OpaquePointer) {
        if let status = unsafe self.table.pointee.AllocatorFree(allocator, memory) {
            unsafe self.table.pointee.ReleaseStatus(status)
        }
    }

    @inline(never)
    private func error(taking status: OpaquePointer) -> RuntimeError {
        defer { unsafe self.table.pointee.ReleaseStatus(status) }
        return unsafe RuntimeError(
            RuntimeError.Code(number: self.table.pointee.GetErrorCode(status)),
            String(cString: self.table.pointee.GetErrorMessage(status))
        )
    }
}

/// An object of ONNX Runtime that ends with its owner.
@safe
struct Handle: ~Copyable {
    /// The object, valid as long as this is.
    let pointer: OpaquePointer
    private let release: @convention(c) (OpaquePointer?) -> Void

    /// Takes over an object.
    ///
    /// - Parameters:
    ///   - pointer: the object, which nobody else releases.
    ///   - release: the function for objects of its type.
    init(_ pointer: OpaquePointer, _ release: @convention(c) (OpaquePointer?) -> Void) {
        unsafe self.pointer = pointer
        unsafe self.release = release
    }

    deinit { unsafe self.release(self.pointer) }
}
