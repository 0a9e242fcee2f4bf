package import AviaryCore

/// What a logged prediction has said, so that a label can be held against it.
package enum LoggedAnswer: Sendable, Hashable {
    /// A class, in all the words by which it may be called.
    case category([String])
    /// A number.
    case number(Double)

    /// Which output is looked at, and as what.
    package struct Plan: Sendable, Hashable {
        /// The output's name; `nil` for the one that looks most like an answer.
        package var output: String?
        /// Whether a single number is a number or a class; `nil` to go by its type: whole numbers are classes.
        package var isNumber: Bool?

        /// Describes an output.
        ///
        /// - Parameters:
        ///   - output: its name; `nil` for the one that looks most like an answer: one class, then one number, then scores.
        ///   - isNumber: whether a single number is a number or a class; `nil` to go by its type.
        package init(output: String? = nil, isNumber: Bool? = nil) {
            self.output = output
            self.isNumber = isNumber
        }
    }

    /// Reads the answer out of a prediction's outputs.
    ///
    /// An output of one value is a class (texts, truth values, whole numbers) or a number (with a fraction). Of one row of
    /// scores the greatest is the class, called by its place from 0, and by its name where the output `NAME.keys` beside it has
    /// one; of equal scores the first counts. There is no answer where there is no such output, where it is of several rows,
    /// or where not all of it was kept.
    ///
    /// - Parameters:
    ///   - outputs: the list of tensors as the Open Inference Protocol has it.
    ///   - plan: which output is looked at.
    package init?(outputs: JSONValue, _ plan: Plan = Plan()) {
        guard case .array(let tensors) = outputs else { return nil }
        let answers = tensors.compactMap { tensor -> (rank: Int, answer: LoggedAnswer)? in
            guard case .string(let name)? = tensor["name"], plan.output == nil || plan.output == name else {
                return nil
            }
            let keys = tensors.first { $0["name"] == .string(name + ".keys") }
            return Self.answer(tensor, keys: keys, plan)
        }
        // Of two of a kind the first counts.
        let least = answers.map(\.rank).min()
        guard let best = answers.first(where: { $0.rank == least }) else { return nil }
        self = best.answer
    }

    private static func answer(
        _ tensor: JSONValue,
        keys: JSONValue?,
        _ plan: Plan
    ) -> (rank: Int, answer: LoggedAnswer)? {
        guard case .string(let type)? = tensor["datatype"], case .array(let shape)? = tensor["shape"],
            case .array(let data)? = tensor["data"]
        else { return nil }
        let isFraction = ["FP16", "BF16", "FP32", "FP64"].contains(type)
        if data.count > 1 {
            // All dimensions but the last are 1: one row.
            guard isFraction, plan.isNumber != true, shape.count >= 2, shape.last == .integer(data.count) else {
                return nil
            }
            return Self.greatest(data, keys: keys).map { (2, $0) }
        }
        switch data.first {
        case .string(let text): return (0, .category([text]))
        case .bool(let flag): return (0, .category(flag ? ["true", "1"] : ["false", "0"]))
        case .number(let text):
            guard let number = Double(text), number.isFinite else { return nil }
            if plan.isNumber ?? isFraction { return (1, .number(number)) }
            return (0, .category([Self.plain(text)]))
        case .null, .array, .object, nil: return nil
        }
    }

    private static func greatest(_ data: [JSONValue], keys: JSONValue?) -> LoggedAnswer? {
        var best: (place: Int, score: Double)?
        for (place, value) in data.enumerated() {
            guard case .number(let text) = value, let score = Double(text) else { return nil }
            if score > best?.score ?? -.infinity { best = (place, score) }
        }
        guard let best else { return nil }
        return .category([Self.classes(keys, count: data.count)[best.place]])
    }

    /// What the classes of a row of scores are called.
    ///
    /// - Parameters:
    ///   - keys: the tensor with their names; a name stands in the place's stead, because class 1 may well be the first.
    ///   - count: how many classes there are.
    /// - Returns: the names, or the places from 0 where there are not as many.
    static func classes(_ keys: JSONValue?, count: Int) -> [String] {
        guard case .array(let names)? = keys?["data"], names.count == count else { return (0..<count).map { "\($0)" } }
        return names.enumerated().map { place, name in
            switch name {
            case .string(let text): text
            case .number(let text): Self.plain(text)
            case .null, .bool, .array, .object: "\(place)"
            }
        }
    }

    /// How wrong it is.
    ///
    /// - Parameter label: what is right; 2.0 is the class 2.
    /// - Returns: 0 or 1 for a class, how far off a number is; `nil` where a number was said and the label is none.
    package func error(label: String) -> Double? {
        switch self {
        case .category(let words): return words.contains(label) || words.contains(Self.plain(label)) ? 0 : 1
        case .number(let number):
            guard let right = Double(label), right.isFinite else { return nil }
            return (number - right).magnitude
        }
    }

    /// A whole number without point and exponent; any other text as it is.
    static func plain(_ text: String) -> String {
        Double(text).flatMap { Int(exactly: $0) }.map { "\($0)" } ?? text
    }
}
