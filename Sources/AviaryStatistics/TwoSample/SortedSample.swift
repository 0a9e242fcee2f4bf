/// Puts numbers into the form that the two-sample tests work on.
///
/// Missing values: all tests take finite numbers only. NaN and infinities are dropped here, and nowhere else, as Evidently
/// does before it compares columns. A test's `test(_:_:)` calls this for both samples; its `test(sortedA:sortedB:)` takes
/// what this returned, so that one sorting serves several tests.
public enum SortedSample {
    /// The finite ones of some numbers, in ascending order.
    ///
    /// - Parameter values: in any order, with any number of NaN and infinities.
    /// - Returns: ascending; of two zeros the negative one first.
    /// - Complexity: O(n) by six counting passes over the bits (radix sort), with 16 bytes a number for the time being; up
    ///   to 1,024 numbers O(n log n).
    public static func make(_ values: [Double]) -> [Double] {
        guard values.count > 1024 else { return values.filter(\.isFinite).sorted() }
        var keys: [UInt64] = []
        keys.reserveCapacity(values.count)
        for value in values where value.isFinite { keys.append(Self.key(of: value)) }
        Self.sort(&keys)
        return keys.map(Self.value(of:))
    }

    private static let sign: UInt64 = 1 << 63

    /// Bits whose order as whole numbers is that of the numbers.
    private static func key(of value: Double) -> UInt64 {
        let bits = value.bitPattern
        return bits & self.sign == 0 ? bits | self.sign : ~bits
    }

    private static func value(of key: UInt64) -> Double {
        Double(bitPattern: key & self.sign == 0 ? ~key : key & ~self.sign)
    }

    private static let width = 11
    private static let digits = 6

    private static func digit(_ index: Int, of key: UInt64) -> Int {
        Int(truncatingIfNeeded: key &>> UInt64(truncatingIfNeeded: index &* self.width)) & ((1 << self.width) - 1)
    }

    private static func sort(_ keys: inout [UInt64]) {
        let size = 1 << self.width
        var counts = [Int](repeating: 0, count: self.digits * size)
        counts.withUnsafeMutableBufferPointer { counts in
            for key in keys {
                for index in 0..<self.digits { counts[index &* size &+ self.digit(index, of: key)] &+= 1 }
            }
        }
        var other = [UInt64](repeating: 0, count: keys.count)
        var places = [Int](repeating: 0, count: size)
        for index in 0..<self.digits {
            let range = index * size..<(index + 1) * size
            if counts[range].contains(keys.count) { continue }
            var place = 0
            for (value, count) in counts[range].enumerated() {
                places[value] = place
                place += count
            }
            places.withUnsafeMutableBufferPointer { places in
                other.withUnsafeMutableBufferPointer { other in
                    for key in keys {
                        let value = self.digit(index, of: key)
                        other[places[value]] = key
                        places[value] &+= 1
                    }
                }
            }
            swap(&keys, &other)
        }
    }
}
