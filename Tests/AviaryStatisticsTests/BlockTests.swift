import AviaryTesting
import Testing

@testable import AviaryStatistics

struct BlockTests {
    /// The blocks' sizes for a sequence of arms.
    private static func sizes(_ arms: [Arm], value: (Int) -> Double = { _ in 0 }) -> [ArmPair<Int>] {
        var former = BlockFormer()
        return arms.indices.compactMap { index in
            former.add(value(index), to: arms[index]).map {
                ArmPair(control: $0.control.count, treatment: $0.treatment.count)
            }
        }
    }

    @Test func `blocks do not depend on what the numbers are`() {
        var random = Seeded(seed: 1)
        for _ in 0..<50 {
            let share = Double.random(in: 0.01...0.99, using: &random)
            let arms = (0..<500).map { _ in Double.random(in: 0...1, using: &random) < share ? Arm.treatment : .control
            }
            let values = arms.map { _ in Double.random(in: 0...1, using: &random) }
            #expect(Self.sizes(arms) == Self.sizes(arms) { values[$0] })
        }
    }

    @Test func `a run of the treatment's numbers is not kept waiting`() {
        let arms: [Arm] =
            Array(repeating: .control, count: 400) + [.treatment]
            + Array(repeating: .control, count: 5) + Array(repeating: .treatment, count: 5)
        #expect(Self.sizes(arms).last == ArmPair(control: 5, treatment: 5))
    }

    @Test func `every block has both arms, and takes all numbers before it`() {
        var random = Seeded(seed: 2)
        let arms = (0..<5000).map { _ in Int.random(in: 0..<20, using: &random) == 0 ? Arm.treatment : .control }
        let sizes = Self.sizes(arms)
        #expect(sizes.allSatisfy { $0.control > 0 && $0.treatment > 0 })
        let left = 5000 - sizes.reduce(0) { $0 + $1.control + $1.treatment }
        #expect(left >= 0 && left < 200)
        // Nearly every one of the treatment's numbers has a block of its own.
        #expect(sizes.count > arms.count { $0 == .treatment } * 6 / 10)
    }

    @Test func `a block of many numbers takes the room of some thousand`() throws {
        var former = BlockFormer()
        for _ in 0..<100_000 { _ = former.add(0.5, to: .control) }
        for _ in 0..<4 { _ = former.add(0.5, to: .treatment) }
        let last = former.add(0.5, to: .treatment)
        let block = try #require(last)
        #expect(block.control.count == BlockSample.room && block.treatment.count == 5)
        #expect(former.counts == ArmPair(control: 100_000, treatment: 5))
    }
}
