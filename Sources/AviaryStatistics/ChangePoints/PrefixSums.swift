/// Sums of a sequence over any stretch of it, in constant time.
struct PrefixSums {
    /// How many numbers there are.
    let count: Int
    /// The mean of all numbers, which ``sum(_:)`` and the others leave out.
    let mean: Double
    private let values: [Double]
    private let squares: [Double]
    /// Of each number times its place.
    private let moments: [Double]

    /// Sums numbers up.
    ///
    /// They are taken less their mean, so that large ones keep their digits.
    ///
    /// - Parameter numbers: finite.
    /// - Complexity: O(n).
    init(_ numbers: [Double]) {
        let mean = numbers.isEmpty ? 0 : numbers.reduce(0, +) / Double(numbers.count)
        var (values, squares, moments) = ([0.0], [0.0], [0.0])
        for (place, number) in numbers.enumerated() {
            let centred = number - mean
            values.append(values[place] + centred)
            squares.append(squares[place] + centred * centred)
            moments.append(moments[place] + centred * Double(place))
        }
        self.count = numbers.count
        self.values = values
        self.squares = squares
        self.moments = moments
        self.mean = mean
    }

    func sum(_ range: Range<Int>) -> Double { self.values[range.upperBound] - self.values[range.lowerBound] }

    func sumOfSquares(_ range: Range<Int>) -> Double { self.squares[range.upperBound] - self.squares[range.lowerBound] }

    func moment(_ range: Range<Int>) -> Double { self.moments[range.upperBound] - self.moments[range.lowerBound] }

    /// The least sum of squares about one level.
    func residual(_ range: Range<Int>) -> Double {
        guard !range.isEmpty else { return 0 }
        let sum = self.sum(range)
        return max(0, self.sumOfSquares(range) - sum * sum / Double(range.count))
    }
}
