/// Which part of a reference and of a current sample falls into each of some bins or categories.
///
/// What the distances between distributions are computed from.
public struct SharePair: Sendable, Hashable {
    /// The reference's shares, which sum to 1; empty where a sample is empty.
    public let reference: [Double]
    /// The current sample's shares, in the same order.
    public let current: [Double]

    /// Makes shares of counts.
    ///
    /// - Parameters:
    ///   - reference: how often each category or bin occurs, at least 0.
    ///   - current: likewise, in the same order and as long. A bin that is empty in both matters where zeros are replaced;
    ///     leave out a category that occurs in neither.
    public init(counts reference: [Int], _ current: [Int]) {
        precondition(reference.count == current.count, "both samples have the same bins")
        let (totalA, totalB) = (Double(reference.reduce(0, +)), Double(current.reduce(0, +)))
        let isEmpty = totalA <= 0 || totalB <= 0
        self.reference = isEmpty ? [] : reference.map { Double($0) / totalA }
        self.current = isEmpty ? [] : current.map { Double($0) / totalB }
    }

    /// Whether a sample was empty, so that there is no distance.
    var isEmpty: Bool { self.reference.isEmpty }

    /// The shares with a small one in place of each that is 0, as Evidently does it.
    ///
    /// It is 0.0001, or a millionth of the smallest that is not 0 if that is 0.0001 or less. The sum then exceeds 1 a little.
    var withoutZeros: (reference: [Double], current: [Double]) {
        (Self.withoutZeros(self.reference), Self.withoutZeros(self.current))
    }

    private static func withoutZeros(_ shares: [Double]) -> [Double] {
        let least = shares.reduce(Double.infinity) { $1 > 0 ? min($0, $1) : $0 }
        let small = least <= 0.0001 ? least / 1e6 : 0.0001
        return shares.map { $0 == 0 ? small : $0 }
    }
}
