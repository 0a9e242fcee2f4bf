package import AviaryStatistics

/// A column of a table beside the same column of its reference, compared by one test.
package struct ComparedColumn: Sendable, Hashable {
    /// How much one side has.
    package struct Side: Sendable, Hashable {
        /// How many values are there.
        package let count: Int
        /// How many are missing; numbers that are infinite are among them, since no test takes them.
        package let missing: Int

        /// Counts a side.
        ///
        /// - Parameters:
        ///   - count: how many values are there.
        ///   - missing: how many are missing.
        package init(count: Int, missing: Int) {
            self.count = count
            self.missing = missing
        }

        /// The share of rows in which it is missing, 0 where there are none.
        package var missingShare: Double {
            let rows = self.count + self.missing
            return rows > 0 ? Double(self.missing) / Double(rows) : 0
        }
    }

    /// The column's name.
    package let column: String
    /// What it holds.
    package let kind: TwoSampleTest.Kind
    /// The test.
    package let test: TwoSampleTest
    /// What the test says; undefined where a side is too small.
    package let result: TestResult
    /// How far the two lie apart, 0...1, whatever the test: the Kolmogorov-Smirnov distance of numbers, the total variation
    /// distance of categories; 1 where only one side has any value.
    package let distance: Double
    /// The reference.
    package let reference: Side
    /// What is compared with it.
    package let current: Side

    /// Puts a comparison together.
    ///
    /// - Parameters:
    ///   - column: the column's name.
    ///   - kind: what it holds.
    ///   - test: the test.
    ///   - result: what the test says.
    ///   - distance: how far the two lie apart, 0...1.
    ///   - reference: how much the reference has.
    ///   - current: how much the other side has.
    package init(
        _ column: String,
        _ kind: TwoSampleTest.Kind,
        _ test: TwoSampleTest,
        result: TestResult,
        distance: Double,
        reference: Side,
        current: Side
    ) {
        self.column = column
        self.kind = kind
        self.test = test
        self.result = result
        self.distance = distance
        self.reference = reference
        self.current = current
    }
}
