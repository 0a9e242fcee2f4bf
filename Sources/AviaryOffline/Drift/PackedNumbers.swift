/// Numbers in half the memory where that loses nothing: those of most files have few decimals.
///
/// If every number is a whole one divided by the same power of ten, and that division gives the very same number again, the
/// whole ones are kept in 32 bits.
struct PackedNumbers: Sendable {
    private enum Storage: Sendable {
        case plain([Double])
        case decimal([Int32], divisor: Double)
    }

    /// Stands for a missing number.
    private static let missing = Int32.min
    private static let divisors: [Double] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7]

    private let storage: Storage

    /// Packs numbers.
    ///
    /// - Parameters:
    ///   - numbers: NaN where one is missing.
    ///   - guess: which power of ten to try first, and afterwards the one that fits.
    init(_ numbers: [Double], guess: inout Int) {
        for power in guess..<Self.divisors.count {
            if let packed = Self.pack(numbers, Self.divisors[power]) {
                guess = power
                self.storage = .decimal(packed, divisor: Self.divisors[power])
                return
            }
        }
        // What follows in this column will need it as well.
        guess = Self.divisors.count
        self.storage = .plain(numbers)
    }

    private static func pack(_ numbers: [Double], _ divisor: Double) -> [Int32]? {
        var packed: [Int32] = []
        packed.reserveCapacity(numbers.count)
        for number in numbers {
            if number.isNaN {
                packed.append(Self.missing)
                continue
            }
            let whole = (number * divisor).rounded()
            guard whole.magnitude < 2_147_483_647 else { return nil }
            let value = Int32(whole)
            guard (Double(value) / divisor).bitPattern == number.bitPattern else { return nil }
            packed.append(value)
        }
        return packed
    }

    /// How many bytes they take.
    var byteCount: Int {
        switch self.storage {
        case .plain(let numbers): numbers.count * 8
        case .decimal(let numbers, _): numbers.count * 4
        }
    }

    /// Appends those that are there.
    func append(to numbers: inout [Double]) {
        switch self.storage {
        case .plain(let values): for value in values where value.isFinite { numbers.append(value) }
        case .decimal(let values, let divisor):
            for value in values where value != Self.missing { numbers.append(Double(value) / divisor) }
        }
    }
}
