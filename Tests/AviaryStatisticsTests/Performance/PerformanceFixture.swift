import AviaryStatistics
import AviaryTesting
import Foundation
import Testing

/// What scikit-learn and NannyML say, as Fixtures/performance.py made it.
struct PerformanceFixture: Decodable {
    struct Isotonic: Decodable {
        let seed: UInt64
        let count: Int
        let levels: Double
        let thresholds: Int
        let values: [Double]
    }

    struct Platt: Decodable {
        let seed: UInt64
        let count: Int
        let distortion: Double
        let scale: Double
        let places: [Double]
        let values: [Double]
    }

    struct Calibration: Decodable {
        let seed: UInt64
        let count: Int
        let distortion: Double
        let bins: Int
        let equalCounts: Double
        let equalWidths: Double
        let area: Double
    }

    /// By measure: the estimate, its sampling error, and what was realized.
    typealias Chunk = [String: [Double?]]

    struct Binary: Decodable {
        let seed: UInt64
        let count: Int
        let distortion: Double
        let tilt: Double
        let isCalibrated: [Bool]
        let chunks: [Chunk]
    }

    struct Several: Decodable {
        let seed: UInt64
        let count: Int
        let classes: Int
        let power: Int
        let tilt: Double
        let isCalibrated: [Bool]
        let chunks: [Chunk]
    }

    struct Losses: Decodable {
        let seed: UInt64
        let count: Int
        let tilt: Double
        let chunks: [Chunk]
    }

    let chunk: Int
    let isotonic: [Isotonic]
    let platt: [Platt]
    let calibrationError: [Calibration]
    let binary: [Binary]
    let several: [Several]
    let losses: [Losses]

    static func load() throws -> Self {
        let file = Checkout.root.appending(path: "Tests/AviaryStatisticsTests/Fixtures/performance.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }
}

/// A classifier's output and the classes that were right.
struct KnownOutput {
    let output: ClassifierOutput
    let truth: [Int]

    init(columns: Int, scores: [Double], truth: [Int], predicted: [Int]) throws {
        let output = ClassifierOutput(probabilities: RowMatrix(scores, columns: columns), predicted: predicted)
        self.output = try #require(output)
        self.truth = truth
    }

    /// Whether each row is of a class.
    func labels(_ scored: Int) -> [Bool] { self.truth.map { $0 == scored } }

    /// Rows that follow each other.
    func rows(_ range: Range<Int>) throws -> Self {
        let rows = self.output.probabilities.rows(range)
        return try Self(
            columns: rows.columns,
            scores: rows.values,
            truth: Array(self.truth[range]),
            predicted: Array(self.output.predicted[range])
        )
    }

    /// What performance.py calls `binary`.
    static func binary(seed: UInt64, count: Int, distortion: Double, tilt: Double) throws -> Self {
        var source = CongruentialNumbers(seed: seed)
        var (scores, truth, predicted) = ([Double](), [Int](), [Int]())
        for _ in 0..<count {
            let drawn = source.numbers(2)
            let p = drawn[0] + tilt * drawn[0] * (1 - drawn[0])
            let score = p / (p + (1 - p) * distortion)
            scores.append(score)
            truth.append(drawn[1] < p ? 1 : 0)
            predicted.append(score >= 0.5 ? 1 : 0)
        }
        return try Self(columns: 1, scores: scores, truth: truth, predicted: predicted)
    }

    /// As `binary`, with few rows whose probability is high; the relation of scores to classes is the same.
    static func shifted(seed: UInt64, count: Int, distortion: Double) throws -> Self {
        let whole = try Self.binary(seed: seed, count: 2 * count, distortion: distortion, tilt: 0)
        let kept = whole.truth.indices.filter { $0.isMultiple(of: 4) || whole.output.probabilities.values[$0] < 0.77 }
        return try Self(
            columns: 1,
            scores: kept.map { whole.output.probabilities.values[$0] },
            truth: kept.map { whole.truth[$0] },
            predicted: kept.map { whole.output.predicted[$0] }
        )
    }

    /// What performance.py calls `several`.
    static func several(seed: UInt64, count: Int, classes: Int, power: Int, tilt: Double) throws -> Self {
        var source = CongruentialNumbers(seed: seed)
        var (scores, truth, predicted) = ([Double](), [Int](), [Int]())
        for _ in 0..<count {
            var weights = source.numbers(classes)
            weights[0] *= tilt
            let aim = source.numbers(1)[0] * weights.reduce(0, +)
            var reached = 0.0
            let label = weights.firstIndex { weight in
                reached += weight
                return aim < reached
            }
            let raised = weights.map { weight in (1..<power).reduce(weight) { product, _ in product * weight } }
            let total = raised.reduce(0, +)
            let row = raised.map { $0 / total }
            scores += row
            truth.append(label ?? classes - 1)
            predicted.append(row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 })
        }
        return try Self(columns: classes, scores: scores, truth: truth, predicted: predicted)
    }
}

/// What performance.py calls `loss_rows`.
struct LossRows {
    var features: [Double] = []
    var predictions: [Double] = []
    var truth: [Double] = []
    /// The absolute loss to expect of each row.
    var absolute: [Double] = []
    /// The squared loss to expect of each row.
    var squared: [Double] = []

    init(seed: UInt64, count: Int, tilt: Double) {
        var source = CongruentialNumbers(seed: seed)
        for _ in 0..<count {
            let drawn = source.numbers(4)
            let (a, u) = (drawn[0], drawn[1])
            let b = u + tilt * u * (1 - u)
            let spread = 0.2 + 2 * b * b + (a > 0.7 ? 1 : 0)
            self.features += [a, b]
            self.predictions.append(3 * a + b + 0.2 * drawn[3])
            self.truth.append(3 * a + b + (drawn[2] - 0.5) * 2 * spread)
            // The error is even from -spread to spread, less an offset that is smaller than the spread.
            let offset = 0.2 * drawn[3]
            self.absolute.append((spread * spread + offset * offset) / (2 * spread))
            self.squared.append(spread * spread / 3 + offset * offset)
        }
    }

    var table: RowMatrix { RowMatrix(self.features, columns: 2) }
}
