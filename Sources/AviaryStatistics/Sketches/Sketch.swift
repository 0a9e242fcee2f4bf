/// A summary of a stream in bounded memory that can be added up over parts of the stream.
///
/// Merging is commutative and associative: exactly for counts in bins, shares, distinct counts and exact counts by category,
/// up to rounding for moments, and within the error that they promise for quantiles and categories beyond the capacity.
///
/// The serialised form begins with a byte for the kind of sketch and one for the form's version; numbers follow in little
/// endian order. A sketch has one form only, so that equal bytes mean equal sketches and the other way round. Bytes may come
/// from anywhere: those of another kind, of a later version, cut short or inconsistent are refused, and no more memory is
/// taken than a small multiple of their size.
public protocol Sketch: Sendable, Hashable {
    /// Takes in what another sketch has seen, as if it had come here.
    ///
    /// - Parameter other: the summary of another part of the stream.
    /// - Throws: ``SketchError/mismatch(_:)`` when the sketches differ in size, or together exceed what can be counted.
    mutating func merge(_ other: Self) throws(SketchError)

    /// The sketch as bytes.
    var serialized: [UInt8] { get }

    /// Reads a sketch.
    ///
    /// - Parameter serialized: what ``serialized`` has given.
    /// - Throws: ``SketchError/malformed(_:)`` for other bytes.
    init(serialized: [UInt8]) throws(SketchError)
}

/// Why a sketch could not be merged or read.
public enum SketchError: Error, Hashable, CustomStringConvertible {
    /// Two sketches do not add up.
    case mismatch(String)
    /// Bytes are not those of such a sketch.
    case malformed(String)

    /// What was expected and what came.
    public var description: String {
        switch self {
        case .mismatch(let text), .malformed(let text): text
        }
    }
}

/// How much a sketch counts: as far as `Double` is exact.
enum SketchCount {
    static let most = 1 << 53

    static func sum(_ one: Int, _ other: Int) throws(SketchError) -> Int {
        let (sum, overflows) = one.addingReportingOverflow(other)
        guard !overflows, sum <= self.most else {
            throw .mismatch("expected at most \(self.most) counted together, got \(one) and \(other)")
        }
        return sum
    }
}
