/// Bytes at a fixed address, written once and then only read.
///
/// Memory is aligned to 64 bytes, so that vector instructions may read it, or belongs to another owner that is kept
/// alive, so that a model's outputs need not be copied.
///
/// `@unchecked Sendable`: the bytes are written only by ``init(byteCount:initializing:)`` and by ``StorageBuilder``,
/// both before anybody else holds the object; afterwards nothing can change them.
@safe
public final class TensorStorage: @unchecked Sendable {
    /// How the start of owned memory is aligned, in bytes.
    public static let alignment = 64

    /// An aligned address for no bytes at all; C gives a null pointer there, which a span does not take.
    private static var nowhere: UnsafeMutableRawPointer {
        unsafe UnsafeMutableRawPointer(bitPattern: TensorStorage.alignment).unsafelyUnwrapped
    }

    private let base: UnsafeRawPointer
    private let owner: Owner
    /// How many bytes there are.
    public let byteCount: Int

    private enum Owner {
        case this
        case other(AnyObject)
    }

    /// Allocates memory and fills it.
    ///
    /// - Parameters:
    ///   - byteCount: how many bytes to allocate, not negative.
    ///   - initializer: writes exactly that many bytes; what it leaves out becomes zero.
    /// - Throws: what the initializer throws.
    /// - Complexity: O(`byteCount`).
    public init<Failure: Error>(
        byteCount: Int,
        initializing initializer: (inout OutputRawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: byteCount,
            alignment: TensorStorage.alignment
        )
        do {
            var span = unsafe OutputRawSpan(buffer: memory, initializedCount: 0)
            try initializer(&span)
            while span.byteCount < byteCount { span.append(0) }
            _ = unsafe span.finalize(for: memory)
        } catch {
            unsafe memory.deallocate()
            throw error
        }
        unsafe self.base = UnsafeRawPointer(memory.baseAddress ?? TensorStorage.nowhere)
        self.owner = .this
        self.byteCount = byteCount
    }

    /// Refers to memory that belongs to another object.
    ///
    /// - Parameters:
    ///   - memory: bytes that stay where they are and as they are as long as the owner lives.
    ///   - owner: kept alive as long as this storage.
    @unsafe
    public init(referringTo memory: UnsafeRawBufferPointer, ownedBy owner: AnyObject) {
        unsafe self.base = memory.baseAddress ?? UnsafeRawPointer(TensorStorage.nowhere)
        self.owner = .other(owner)
        self.byteCount = memory.count
    }

    /// Takes over memory that a builder has filled.
    @unsafe
    fileprivate init(adopting memory: UnsafeMutableRawBufferPointer, byteCount: Int) {
        unsafe self.base = UnsafeRawPointer(memory.baseAddress ?? TensorStorage.nowhere)
        self.owner = .this
        self.byteCount = byteCount
    }

    deinit {
        if case .this = self.owner { unsafe self.base.deallocate() }
    }

    /// The bytes.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: self.base, byteCount: self.byteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Lends the bytes to C.
    ///
    /// - Parameter body: receives the bytes, which stay where they are as long as this object lives.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws.
    @unsafe
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: self.base, count: self.byteCount))
    }
}

/// Memory that is filled piece by piece, as a body arrives from the network, and then becomes storage.
@safe
public struct StorageBuilder: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    /// How many bytes have been appended.
    public private(set) var byteCount = 0

    /// Allocates memory.
    ///
    /// - Parameter capacity: the most bytes that will be appended.
    public init(capacity: Int) {
        unsafe self.memory = .allocate(byteCount: max(capacity, 1), alignment: TensorStorage.alignment)
    }

    deinit { unsafe self.memory.deallocate() }

    /// How many bytes still fit.
    public var remaining: Int { unsafe self.memory.count - self.byteCount }

    /// Copies bytes to the end; the caller has checked that they fit in ``remaining``.
    ///
    /// - Parameter bytes: what to append.
    public mutating func append(_ bytes: RawSpan) {
        precondition(bytes.byteCount <= self.remaining, "more bytes than the capacity")
        unsafe bytes.withUnsafeBytes { source in
            let target = unsafe UnsafeMutableRawBufferPointer(rebasing: self.memory[self.byteCount...])
            unsafe target.copyMemory(from: source)
        }
        self.byteCount += bytes.byteCount
    }

    /// Ends the filling.
    ///
    /// - Returns: storage with the bytes that were appended.
    public consuming func finish() -> TensorStorage {
        let storage = unsafe TensorStorage(adopting: self.memory, byteCount: self.byteCount)
        discard self
        return storage
    }
}
