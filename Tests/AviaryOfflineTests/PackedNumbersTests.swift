import AviaryTesting
import Testing

@testable import AviaryOffline

struct PackedNumbersTests {
    private func unpacked(_ numbers: [Double]) -> (values: [Double], bytes: Int) {
        var guess = 0
        let packed = PackedNumbers(numbers, guess: &guess)
        var values: [Double] = []
        packed.append(to: &values)
        return (values, packed.byteCount)
    }

    @Test(arguments: 0..<8)
    func `numbers with few decimals take half the memory, and are the same`(decimals: Int) throws {
        var random = Seeded(seed: UInt64(decimals))
        let numbers = try (0..<1000).map { _ in
            let whole = Int.random(in: -2_000_000_000...2_000_000_000, using: &random)
            return try #require(Double("\(whole)e-\(decimals)"))
        }
        let (values, bytes) = self.unpacked(numbers)
        #expect(values == numbers && bytes == 4000)
    }

    @Test func `all others are kept as they are`() {
        var random = Seeded(seed: 9)
        let numbers =
            (0..<1000).map { _ in Double.random(in: -1...1, using: &random) } + [
                1e300, -0.0, Double.leastNonzeroMagnitude,
            ]
        let (values, bytes) = self.unpacked(numbers)
        #expect(values.map(\.bitPattern) == numbers.map(\.bitPattern) && bytes == numbers.count * 8)
    }

    @Test func `what is missing or infinite is left out`() {
        #expect(self.unpacked([1, .nan, 2]).values == [1, 2])
        #expect(self.unpacked([0.1234567891, .nan, .infinity]).values == [0.1234567891])
    }
}
