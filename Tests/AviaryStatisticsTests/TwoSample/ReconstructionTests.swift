import AviaryTesting
import Testing

@testable import AviaryStatistics

struct ReconstructionTests {
    /// As two_sample.py mixes them: correlated columns, the third constant, the second with missing values.
    private static func mixed(_ source: inout CongruentialNumbers, rows: Int, columns: Int, twist: Double) -> RowMatrix
    {
        let raw = source.numbers(rows * columns)
        var data = raw
        for row in 0..<rows {
            let start = row * columns
            for column in 1..<columns {
                data[start + column] =
                    raw[start + column] + 0.8 * raw[start + column - 1] + (0.3 - twist) * raw[start]
            }
            data[start + 2] = 4
            if row.isMultiple(of: 7) { data[start + 1] = .nan }
        }
        return RowMatrix(data, columns: columns)
    }

    @Test func `errors, directions and limits agree with NannyML's and scikit-learn's`() throws {
        for said in try TwoSampleFixture.load().reconstruction {
            var source = CongruentialNumbers(seed: said.seed)
            let reference = Self.mixed(&source, rows: 600, columns: said.columns, twist: 0)
            let current = Self.mixed(&source, rows: 350, columns: said.columns, twist: said.twist)
            let drift = try #require(ReconstructionDrift(reference: reference, windowSize: said.chunk))
            #expect(drift.components.count == said.components)
            for (ours, theirs) in zip(drift.components.variances, said.eigenvalues) {
                #expect(abs(ours - theirs) <= 1e-9)
            }
            #expect(drift.referenceErrors.count == said.reference.count)
            for (ours, theirs) in zip(drift.referenceErrors, said.reference) { #expect(abs(ours - theirs) <= 1e-9) }
            for (index, theirs) in said.current.enumerated() {
                let rows = index * said.chunk..<min((index + 1) * said.chunk, current.rows)
                let judged = drift.judge(current.rows(rows))
                #expect(abs(judged.error - theirs) <= 1e-9)
                #expect(judged.isDrift == (theirs >= said.upper || said.lower.map { theirs <= $0 } ?? false))
            }
            #expect(abs(drift.upper - said.upper) <= 1e-9)
            #expect(abs((drift.lower ?? 0) - (said.lower ?? 0)) <= 1e-9)
        }
    }

    @Test(arguments: [1, 2, 3, 10, 33])
    func `eigenvectors are orthonormal and rebuild the matrix`(size: Int) {
        var random = Seeded(seed: UInt64(size))
        var matrix = (0..<size).map { _ in (0..<size).map { _ in Double.random(in: -1...1, using: &random) } }
        for i in 0..<size { for j in 0..<i { matrix[i][j] = matrix[j][i] } }
        let eigen = SymmetricEigen(matrix)
        for i in 0..<size {
            for j in 0..<size {
                let dot = zip(eigen.vectors[i], eigen.vectors[j]).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(dot - (i == j ? 1 : 0)) <= 1e-12)
                let rebuilt = (0..<size).reduce(0.0) { sum, k in
                    sum + eigen.values[k] * eigen.vectors[k][i] * eigen.vectors[k][j]
                }
                #expect(abs(rebuilt - matrix[i][j]) <= 1e-12)
            }
        }
        #expect(eigen.values == eigen.values.sorted(by: >))
    }

    @Test func `equal, zero and degenerate eigenvalues end`() {
        #expect(SymmetricEigen([[0, 0], [0, 0]]).values == [0, 0])
        let ones = [[Double]](repeating: [1, 1, 1, 1], count: 4)
        let values = SymmetricEigen(ones).values
        #expect(abs(values[0] - 4) <= 1e-14 && values.dropFirst().allSatisfy { abs($0) <= 1e-14 })
        #expect(SymmetricEigen([]).values == [])
    }

    @Test func `a window of the reference is no drift, and broken correlation is`() throws {
        var source = CongruentialNumbers(seed: 9)
        let reference = Self.mixed(&source, rows: 2000, columns: 6, twist: 0)
        let drift = try #require(ReconstructionDrift(reference: reference, windowSize: 200))
        #expect(!drift.judge(reference).isDrift)
        #expect(!drift.judge(RowMatrix([], columns: 6)).isDrift)
        // Each column keeps its distribution, but no longer moves with the others.
        var random = Seeded(seed: 4)
        var values = reference.values
        for column in 0..<6 {
            var numbers = stride(from: column, to: values.count, by: 6).map { values[$0] }
            numbers.shuffle(using: &random)
            for (row, number) in numbers.enumerated() { values[row * 6 + column] = number }
        }
        #expect(drift.judge(RowMatrix(values, columns: 6)).isDrift)
        #expect(ReconstructionDrift(reference: reference.rows(0..<1), windowSize: 5) == nil)
    }
}
