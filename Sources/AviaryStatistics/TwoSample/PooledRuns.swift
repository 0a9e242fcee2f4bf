/// The distinct values of two sorted samples, ascending, each with how often it occurs.
struct PooledRuns: Sequence, IteratorProtocol {
    /// A value, and how many numbers of each sample are equal to it.
    struct Run {
        let value: Double
        let countA: Int
        let countB: Int
    }

    private let sortedA: [Double]
    private let sortedB: [Double]
    private var positionA = 0
    private var positionB = 0

    /// Begins at the smallest value.
    ///
    /// - Parameters:
    ///   - sortedA: ascending, finite.
    ///   - sortedB: ascending, finite.
    init(_ sortedA: [Double], _ sortedB: [Double]) {
        self.sortedA = sortedA
        self.sortedB = sortedB
    }

    /// The next greater value; `nil` after the greatest.
    ///
    /// - Complexity: O(1) a number, without allocation.
    mutating func next() -> Run? {
        let startA = self.positionA
        let startB = self.positionB
        let value: Double
        switch (startA < self.sortedA.count, startB < self.sortedB.count) {
        case (false, false): return nil
        case (true, false): value = self.sortedA[startA]
        case (false, true): value = self.sortedB[startB]
        case (true, true): value = Swift.min(self.sortedA[startA], self.sortedB[startB])
        }
        while self.positionA < self.sortedA.count, self.sortedA[self.positionA] == value { self.positionA += 1 }
        while self.positionB < self.sortedB.count, self.sortedB[self.positionB] == value { self.positionB += 1 }
        return Run(value: value, countA: self.positionA - startA, countB: self.positionB - startB)
    }
}
