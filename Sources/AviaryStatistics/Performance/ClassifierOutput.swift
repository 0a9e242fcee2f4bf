/// What a classifier said of some rows.
public struct ClassifierOutput: Sendable, Hashable {
    /// With one column, the probability of class 1 of the two classes 0 and 1; with more, that of each class.
    public let probabilities: RowMatrix
    /// The class that was chosen for each row.
    public let predicted: [Int]

    /// Pairs probabilities with classes.
    ///
    /// It is `nil` if the counts differ or a class is out of range.
    ///
    /// - Parameters:
    ///   - probabilities: within 0...1; a row with one that is not finite counts as missing.
    ///   - predicted: as many as there are rows, each from 0 to below the count of classes.
    public init?(probabilities: RowMatrix, predicted: [Int]) {
        let classes = 0..<max(2, probabilities.columns)
        guard predicted.count == probabilities.rows, predicted.allSatisfy(classes.contains) else { return nil }
        self.init(probabilities, predicted)
    }

    private init(_ probabilities: RowMatrix, _ predicted: [Int]) {
        self.probabilities = probabilities
        self.predicted = predicted
    }

    /// How many classes there are.
    public var classCount: Int { max(2, self.probabilities.columns) }

    /// How many rows there are.
    public var count: Int { self.predicted.count }

    /// The classes over which measures are averaged: of two classes given by one column, class 1 alone; else all.
    var scoredClasses: Range<Int> { Self.scoredClasses(columns: self.probabilities.columns) }

    static func scoredClasses(columns: Int) -> Range<Int> { columns == 1 ? 1..<2 : 0..<columns }

    /// The rows in which no probability is missing.
    var complete: Self { self.rows(self.completeRows) }

    /// The numbers of these rows.
    var completeRows: [Int] {
        let columns = self.probabilities.columns
        return (0..<self.count).filter { row in
            self.probabilities.values[row * columns..<(row + 1) * columns].allSatisfy(\.isFinite)
        }
    }

    func rows(_ chosen: [Int]) -> Self {
        guard chosen.count < self.count else { return self }
        let columns = self.probabilities.columns
        let values = chosen.flatMap { self.probabilities.values[$0 * columns..<($0 + 1) * columns] }
        return Self(RowMatrix(values, columns: columns), chosen.map { self.predicted[$0] })
    }

    /// The probabilities of one of the scored classes.
    func scores(of scored: Int) -> [Double] { self.probabilities.column(scored - self.scoredClasses.lowerBound) }
}
