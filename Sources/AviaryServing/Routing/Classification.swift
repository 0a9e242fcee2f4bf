package import AviaryCore

/// Triton's classification extension: the classes with the highest scores instead of the scores.
package enum Classification {
    /// Finds the highest scores of each row.
    ///
    /// - Parameters:
    ///   - count: how many classes are wanted; fewer come if there are fewer.
    ///   - tensor: scores; the classes lie along the last dimension.
    ///   - labels: the classes' names, by index; may be empty or too short.
    /// - Returns: a BYTES tensor of the same shape but for the last dimension; each element is `score:index`, or
    ///   `score:index:label` where there is a label. Equal scores keep the order of their indices.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for a tensor that has no scores.
    /// - Complexity: O(elements x log elements).
    package static func top(_ count: Int, of tensor: Tensor, labels: [String]) throws(AviaryError) -> Tensor {
        guard let classes = tensor.shape.dimensions.last, classes > 0, count > 0 else {
            throw AviaryError(
                .invalidArgument,
                "classification asks for at least 1 class of a tensor that has classes; asked for \(count) of shape "
                    + "\(tensor.shape)"
            )
        }
        let scores = try Classification.scores(of: tensor)
        var strings: [String] = []
        let kept = min(count, classes)
        for start in stride(from: 0, to: scores.count, by: classes) {
            let row = (start..<start + classes).sorted { first, second in
                let (one, other) = (scores[first].value, scores[second].value)
                return one == other ? first < second : one > other
            }
            for index in row.prefix(kept) {
                let number = index - start
                let label = number < labels.count ? ":\(labels[number])" : ""
                strings.append("\(scores[index].text):\(number)\(label)")
            }
        }
        return try Tensor(strings: strings, shape: Shape(tensor.shape.dimensions.dropLast() + [kept]))
    }

    /// The scores as numbers to compare, and as they are written.
    private static func scores(of tensor: Tensor) throws(AviaryError) -> [(value: Double, text: String)] {
        func all<Number: TensorElement & BinaryInteger>(_ type: Number.Type) -> [(value: Double, text: String)] {
            tensor.values(as: type).map { (Double($0), "\($0)") }
        }
        switch tensor.dataType {
        case .float32: return tensor.values(as: Float.self).map { (Double($0), "\($0)") }
        case .float64: return tensor.values(as: Double.self).map { ($0, "\($0)") }
        case .uint8: return all(UInt8.self)
        case .uint16: return all(UInt16.self)
        case .uint32: return all(UInt32.self)
        case .uint64: return all(UInt64.self)
        case .int8: return all(Int8.self)
        case .int16: return all(Int16.self)
        case .int32: return all(Int32.self)
        case .int64: return all(Int64.self)
        case .bool, .bytes, .float16, .bfloat16:
            throw AviaryError(
                .invalidArgument,
                "classification needs numbers, the output is \(tensor.dataType.rawValue)"
            )
        }
    }
}
