import AviaryTesting
import RealModule
import Testing

@testable import AviaryStatistics

struct ExcessTestTests {
    private static func block(control: [Double], treatment: [Double]) -> Block {
        var block = Block()
        for value in control { block.control.add(value) }
        for value in treatment { block.treatment.add(value) }
        return block
    }

    /// The expectation of the factor that the next block brings, by summing over all its outcomes.
    private static func expectation(_ test: ExcessTest, _ means: ArmPair<Double>, _ counts: ArmPair<Int>) -> Double {
        let all = counts.control + counts.treatment
        return (0..<1 << all).reduce(0) { sum, outcome in
            let bits = (0..<all).map { Double(outcome >> $0 & 1) }
            let block = Self.block(
                control: Array(bits[..<counts.control]),
                treatment: Array(bits[counts.control...])
            )
            var next = test
            next.bet(on: block)
            let chance = bits.indices.reduce(1.0) { chance, index in
                let mean = index < counts.control ? means.control : means.treatment
                return chance * (bits[index] == 1 ? mean : 1 - mean)
            }
            return sum + chance * Double.exp(next.logEvidence - test.logEvidence)
        }
    }

    @Test(arguments: [0, 0.02, 0.3, -0.1, -0.6, 0.97])
    func `without an excess, no block is expected to raise the evidence`(margin: Double) {
        var random = Seeded(seed: 7)
        var test = ExcessTest(margin: margin, guess: 0.1)
        for _ in 0..<12 {
            let counts = ArmPair(
                control: Int.random(in: 1...5, using: &random),
                treatment: Int.random(in: 1...4, using: &random)
            )
            for control in stride(from: 0.0, through: 1, by: 0.1) {
                // At the margin, where an excess begins, and further below it.
                for below in [0, 0.03, 0.4] where (0...1).contains(control + margin - below) {
                    let means = ArmPair(control: control, treatment: control + margin - below)
                    #expect(Self.expectation(test, means, counts) <= 1 + 1e-9, "\(means) \(counts)")
                }
            }
            let controls = (0..<counts.control).map { _ in Double(Int.random(in: 0...5, using: &random) / 5) }
            let treatments = (0..<counts.treatment).map { _ in Double.random(in: 0...1, using: &random) }
            test.bet(on: Self.block(control: controls, treatment: treatments))
        }
    }

    @Test func `numbers between zero and one count as much as coins with their mean`() {
        // The factor is linear in each number, so that halves are worth the average of zeros and ones.
        var halves = ExcessTest(margin: 0.1, guess: 0.2)
        halves.bet(on: Self.block(control: [0.2], treatment: [0.5]))
        let averages = [0.0, 1].flatMap { control in
            [0.0, 1].map { treatment in
                var coins = ExcessTest(margin: 0.1, guess: 0.2)
                coins.bet(on: Self.block(control: [control], treatment: [treatment]))
                return (control == 1 ? 0.2 : 0.8) * 0.5 * Double.exp(coins.logEvidence)
            }
        }
        #expect(abs(Double.exp(halves.logEvidence) - averages.reduce(0, +)) < 1e-12)
    }

    @Test func `the best bet without a margin is on the arms' common mean`() {
        let projection = NullProjection.project(
            ArmPair(control: 0.01, treatment: 0.03),
            margin: 0,
            counts: ArmPair(control: 19, treatment: 1)
        )
        #expect(abs(projection.control - 0.011) < 1e-15 && projection.control == projection.treatment)
    }

    @Test func `the projection is the nearest pair with the margin`() {
        var random = Seeded(seed: 3)
        func divergence(_ alternative: Double, _ mean: Double) -> Double {
            alternative * .log(alternative / mean) + (1 - alternative) * .log((1 - alternative) / (1 - mean))
        }
        for _ in 0..<500 {
            let alternative = ArmPair(
                control: Double.random(in: 0.001...0.999, using: &random),
                treatment: Double.random(in: 0.001...0.999, using: &random)
            )
            let margin = Double.random(in: -0.95...0.95, using: &random)
            let counts = ArmPair(
                control: Double(Int.random(in: 1...100, using: &random)),
                treatment: Double(Int.random(in: 1...10, using: &random))
            )
            func distance(_ control: Double) -> Double {
                counts.control * divergence(alternative.control, control)
                    + counts.treatment * divergence(alternative.treatment, control + margin)
            }
            let found = NullProjection.project(alternative, margin: margin, counts: counts)
            #expect(found.treatment == found.control + margin)
            let room = min(found.control, 1 - found.control, found.treatment, 1 - found.treatment)
            #expect(room > 0)
            let step = min(1e-4, room / 2)
            #expect(distance(found.control) <= distance(found.control + step))
            #expect(distance(found.control) <= distance(found.control - step))
        }
    }
}
