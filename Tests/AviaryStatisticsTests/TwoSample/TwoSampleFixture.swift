import AviaryTesting
import Foundation

/// What scipy, Evidently and NannyML say, as Fixtures/two_sample.py made it.
struct TwoSampleFixture: Decodable {
    /// A statistic, or a statistic and its p-value; `nil` where one is infinite or not defined.
    struct Said: Decodable {
        let statistic: Double?
        let pValue: Double?

        init(from decoder: any Decoder) throws {
            if var list = try? decoder.unkeyedContainer() {
                self.statistic = try list.decodeIfPresent(Double.self)
                self.pValue = try list.decodeIfPresent(Double.self)
            } else {
                self.statistic = try decoder.singleValueContainer().decode(Double.self)
                self.pValue = nil
            }
        }
    }

    /// How to compute a sample instead of storing it.
    struct Recipe: Decodable {
        let seed: UInt64
        let countA: Int
        let countB: Int
        let scale: Double
        let shift: Double
        let levels: Double
    }

    struct Numbers: Decodable {
        let name: String
        let a: [Double?]?
        let b: [Double?]?
        let recipe: Recipe?
        let said: [String: Said]

        /// Both samples, NaN where a value is missing.
        var samples: (a: [Double], b: [Double]) {
            guard let recipe = self.recipe else {
                return ((self.a ?? []).map { $0 ?? .nan }, (self.b ?? []).map { $0 ?? .nan })
            }
            var source = CongruentialNumbers(seed: recipe.seed)
            let a = source.numbers(recipe.countA)
            let b = source.numbers(recipe.countB).map { $0 * recipe.scale + recipe.shift }
            guard recipe.levels > 0 else { return (a, b) }
            return (a.map { ($0 * recipe.levels).rounded(.down) }, b.map { ($0 * recipe.levels).rounded(.down) })
        }
    }

    struct Categories: Decodable {
        let a: [Int]
        let b: [Int]
        let said: [String: Said]
    }

    struct Distributions: Decodable {
        let kolmogorov: [[Double]]
        let kolmogorovLimit: [[Double]]
        let chi: [[Double]]
        let normal: [[Double]]
        let normalQuantile: [[Double]]
        let student: [[Double]]
        let beta: [[Double]]
    }

    struct SeveralSamples: Decodable {
        let samples: [[Double]]
        let said: Said
    }

    struct Embeddings: Decodable {
        let seed: UInt64
        let shift: Double
        let gamma: Double
        let unbiased: Double
        let biased: Double
    }

    struct Reconstruction: Decodable {
        let seed: UInt64
        let columns: Int
        let twist: Double
        let chunk: Int
        let components: Int
        let eigenvalues: [Double]
        let reference: [Double]
        let current: [Double]
        let lower: Double?
        let upper: Double
    }

    struct Corrections: Decodable {
        let pValues: [Double]
        let benjaminiHochberg: [Double]
        let holm: [Double]
    }

    let numbers: [Numbers]
    let categories: [Categories]
    let distributions: Distributions
    let severalSamples: [SeveralSamples]
    let embeddings: [Embeddings]
    let reconstruction: [Reconstruction]
    let corrections: Corrections

    static func load() throws -> Self {
        let file = Checkout.root.appending(path: "Tests/AviaryStatisticsTests/Fixtures/two_sample.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }
}

/// The generator that two_sample.py calls `Seeded`.
struct CongruentialNumbers {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func numbers(_ count: Int) -> [Double] {
        (0..<count).map { _ in
            self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(self.state >> 11) / 0x1p53
        }
    }
}
