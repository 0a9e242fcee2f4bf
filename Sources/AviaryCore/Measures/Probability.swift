internal import Glibc

/// What a row of probabilities says.
package struct Probability: Sendable, Hashable {
    /// The most classes among which a row's greatest probability is looked for.
    package static let maximumClasses = 32_768
    /// How far the probabilities of a row may be from 1 together.
    private static let tolerance = 1e-3

    /// The greatest probability, 0...1.
    package let value: Double
    /// The class that has it; the first of those that share it.
    package let index: Int
    /// The greatest probability of another class, 0...1.
    package let second: Double

    /// How far the greatest probability is ahead of the next one, 0...1.
    package var margin: Double { self.value - self.second }

    /// Looks for probabilities in a row of an output.
    ///
    /// They are floating-point numbers of 0...1, at least 2 along the last dimension, that make 1 together. An output whose
    /// name begins with `prob` may also have one such number a row, the probability of class 1.
    ///
    /// There is none where there is no such row, or it holds no probabilities.
    ///
    /// - Parameters:
    ///   - tensor: the output, as the model gave it.
    ///   - isNamed: whether it is called a probability; see ``NamedTensor/isProbabilityByName``.
    ///   - row: which of its rows along the last dimension, from 0.
    /// - Complexity: O(classes).
    package init?(_ tensor: Tensor, isNamed: @autoclosure () -> Bool, row: Int = 0) {
        let isOne = tensor.hasOneElementPerRow && isNamed()
        guard let found = tensor.withFloats({ Self(tensor, isOne, row: row, $0) }) else { return nil }
        guard let found else { return nil }
        self = found
    }

    /// The Shannon entropy of a row in which probabilities were found.
    ///
    /// - Parameters:
    ///   - tensor: the output that holds them.
    ///   - row: which of its rows.
    /// - Returns: the sum of `-p log2 p` in bits, 0...log2(classes); a probability of 0 adds nothing.
    /// - Complexity: O(classes).
    package static func entropy(of tensor: Tensor, row: Int) -> Double {
        func bits(_ share: Double) -> Double { share > 0 ? -share * log2(share) : 0 }
        let isOne = tensor.hasOneElementPerRow
        let classes = isOne ? 1 : tensor.shape.dimensions.last ?? 1
        let sum = tensor.withFloats { element in
            let bytes = tensor.bytes
            if isOne {
                let share = element(row, bytes)
                return bits(share) + bits(1 - share)
            }
            var sum = 0.0
            for index in row * classes..<(row + 1) * classes { sum += bits(element(index, bytes)) }
            return sum
        }
        return max(sum ?? 0, 0)
    }

    private init(value: Double, index: Int, second: Double) {
        self.value = value
        self.index = index
        self.second = second
    }

    @inline(__always)
    private init?(
        _ tensor: Tensor,
        _ isOne: Bool,
        row: Int,
        _ element: (_ index: Int, _ bytes: RawSpan) -> Double
    ) {
        let bytes = tensor.bytes
        if isOne {
            guard row < tensor.shape.elementCount else { return nil }
            let value = element(row, bytes)
            guard value >= 0, value <= 1 else { return nil }
            self.init(value: max(value, 1 - value), index: value >= 0.5 ? 1 : 0, second: min(value, 1 - value))
            return
        }
        guard let classes = tensor.shape.dimensions.last, classes >= 2, classes <= Self.maximumClasses,
            row < tensor.shape.elementCount / classes
        else { return nil }
        var best = (value: -1.0, index: 0)
        var second = 0.0
        var sum = 0.0
        for index in 0..<classes {
            let value = element(row * classes + index, bytes)
            guard value >= 0, value <= 1 else { return nil }
            sum += value
            if value > best.value {
                second = max(best.value, 0)
                best = (value, index)
            } else if value > second {
                second = value
            }
        }
        guard abs(sum - 1) <= Self.tolerance else { return nil }
        self.init(value: best.value, index: best.index, second: second)
    }
}

extension NamedTensor {
    /// Whether one number a row is meant as a probability: its name begins with `prob`.
    package var isProbabilityByName: Bool { self.name.prefix(4).lowercased() == "prob" }
}

extension TensorSignature {
    /// Whether one number a row is meant as a probability: its name begins with `prob`.
    package var isProbabilityByName: Bool { self.name.prefix(4).lowercased() == "prob" }
}

extension Tensor {
    /// Lends a way to read the elements, chosen once by their type.
    ///
    /// - Returns: `nil` where the elements are no floating-point numbers, or there are none.
    @inline(__always)
    package func withFloats<Result>(
        _ body: (_ element: (_ index: Int, _ bytes: RawSpan) -> Double) -> Result
    ) -> Result? {
        guard self.shape.elementCount > 0 else { return nil }
        switch self.dataType {
        case .float32:
            return body { Double(Float.element($0, in: $1)) }
        case .float64:
            return body { Double.element($0, in: $1) }
        case .float16:
            return body { Double(Float16(bitPattern: UInt16.element($0, in: $1))) }
        case .bfloat16:
            return body { Double(Float(bitPattern: UInt32(UInt16.element($0, in: $1)) << 16)) }
        case .bool, .uint8, .uint16, .uint32, .uint64, .int8, .int16, .int32, .int64, .bytes:
            return nil
        }
    }
}
