import AviaryStatistics
import AviaryTesting
import Foundation

/// What river says, as Fixtures/streams.py made it.
struct StreamFixture: Decodable {
    /// How to compute a stream.
    struct Stream: Decodable {
        let name: String
        let seed: UInt64
        let segments: [Segment]

        var numbers: [Double] {
            var source = CongruentialNumbers(seed: self.seed)
            return self.segments.flatMap { segment in
                (0..<segment.count).map { index in
                    let move = (segment.end - segment.begin) * Double(index) / Double(segment.count)
                    return segment.number(at: segment.begin + move, &source)
                }
            }
        }
    }

    /// Numbers whose level moves in a line from one value to another.
    struct Segment: Decodable {
        enum Kind: String, Decodable {
            case bernoulli, normal, uniform, ties, constant
        }

        let kind: Kind
        let count: Int
        let begin: Double
        let end: Double
        let scale: Double

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            self.kind = try list.decode(Kind.self)
            self.count = try list.decode(Int.self)
            self.begin = try list.decode(Double.self)
            self.end = try list.decode(Double.self)
            self.scale = try list.decode(Double.self)
        }

        func number(at level: Double, _ source: inout CongruentialNumbers) -> Double {
            switch self.kind {
            case .bernoulli: source.numbers(1)[0] < level ? 1 : 0
            case .normal: level + self.scale * (source.numbers(12).reduce(0, +) - 6)
            case .uniform: level + self.scale * (source.numbers(1)[0] - 0.5)
            case .ties: level + (source.numbers(1)[0] * self.scale).rounded(.down)
            case .constant: level
            }
        }
    }

    struct Case: Decodable {
        let detector: String
        let parameters: [String: String]
        let stream: String
        let drifts: [Int]
        /// The first of neighbouring indices, and how many they are.
        let warnings: [[Int]]
    }

    let streams: [Stream]
    let cases: [Case]

    static func load() throws -> Self {
        let file = Checkout.root.appending(path: "Tests/AviaryStatisticsTests/Fixtures/streams.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }
}

extension StreamDetector {
    /// The indices at which it signals.
    mutating func drifts(in numbers: some Sequence<Double>) -> [Int] {
        numbers.enumerated().filter { self.add($0.element) }.map(\.offset)
    }
}
