/// How often each class is chosen for rows of each class: counted where the classes are known, expected where only their
/// probabilities are.
public struct ExpectedConfusion: Sendable, Hashable {
    /// How many classes there are.
    public let classCount: Int
    private var counts: [Double]

    /// Expects a confusion from probabilities: the sum over the rows for which `predicted` was chosen of the probability of
    /// `truth`.
    ///
    /// - Parameters:
    ///   - probabilities: calibrated and finite; one column for class 1 of two, or a column a class, each row summing to 1.
    ///   - predicted: the class chosen for each row.
    /// - Complexity: O(rows * classes).
    init(probabilities: RowMatrix, predicted: [Int]) {
        self.init(classCount: max(2, probabilities.columns))
        let columns = probabilities.columns
        for (row, chosen) in predicted.enumerated() {
            guard columns > 1 else {
                self.add(1 - probabilities.values[row], truth: 0, predicted: chosen)
                self.add(probabilities.values[row], truth: 1, predicted: chosen)
                continue
            }
            for column in 0..<columns {
                self.add(probabilities.values[row * columns + column], truth: column, predicted: chosen)
            }
        }
    }

    /// Counts a confusion from classes that are known.
    init(truth: [Int], predicted: [Int], classCount: Int) {
        self.init(classCount: classCount)
        for (actual, chosen) in zip(truth, predicted) { self.add(1, truth: actual, predicted: chosen) }
    }

    private init(classCount: Int) {
        self.classCount = classCount
        self.counts = Array(repeating: 0, count: classCount * classCount)
    }

    private mutating func add(_ share: Double, truth: Int, predicted: Int) {
        self.counts[truth * self.classCount + predicted] += share
    }

    /// How many rows of a class were taken for another, or for that class itself; a fraction where it is expected.
    public subscript(truth truth: Int, predicted predicted: Int) -> Double {
        self.counts[truth * self.classCount + predicted]
    }

    /// How many rows there are.
    public var total: Double { self.counts.reduce(0, +) }

    /// How many rows got their own class.
    var correct: Double { (0..<self.classCount).reduce(0) { $0 + self[truth: $1, predicted: $1] } }

    /// One class against all others.
    func outcomes(of scored: Int) -> Outcomes {
        let hits = self[truth: scored, predicted: scored]
        let chosen = (0..<self.classCount).reduce(0) { $0 + self[truth: $1, predicted: scored] }
        let actual = (0..<self.classCount).reduce(0) { $0 + self[truth: scored, predicted: $1] }
        return Outcomes(
            truePositives: hits,
            falsePositives: chosen - hits,
            falseNegatives: actual - hits,
            trueNegatives: self.total - chosen - actual + hits
        )
    }

    struct Outcomes {
        let truePositives: Double
        let falsePositives: Double
        let falseNegatives: Double
        let trueNegatives: Double
    }
}
