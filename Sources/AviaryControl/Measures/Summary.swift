internal import AviaryCore
package import AviaryStatistics

/// What one measure looks like over many requests, in bounded memory.
///
/// A value of another form than the measure's, such as a word among numbers, counts as missing.
package enum Summary: Sendable, Hashable {
    /// Of a number, or a gauge.
    case number(NumberSummary)
    /// Of a word.
    case category(CategorySummary)
    /// Of what is so or not.
    case share(ShareSummary)

    /// Begins with nothing.
    ///
    /// - Parameters:
    ///   - form: how the measure is summed up.
    ///   - seed: of the quantiles; summaries that are to be merged should not all have the same.
    package init(_ form: Measure.Form, seed: UInt64 = 1) {
        switch form {
        case .number, .gauge: self = .number(NumberSummary(seed: seed))
        case .category: self = .category(CategorySummary())
        case .share: self = .share(ShareSummary())
        }
    }

    /// Takes a value in.
    ///
    /// - Parameter value: what one request has shown.
    /// - Complexity: O(1) amortised.
    package mutating func add(_ value: MeasureValue) {
        // Consumed, so that no buffer is shared and copied.
        switch consume self {
        case .number(var summary):
            if case .number(let number) = value { summary.add(number) } else { summary.add(nil) }
            self = .number(summary)
        case .category(var summary):
            if case .category(let word) = value { summary.add(word) } else { summary.add(nil) }
            self = .category(summary)
        case .share(var summary):
            switch value {
            case .flag(let isSo): summary.add(isSo)
            case .share(let hits, let total): summary.add(hits, of: total)
            case .number, .category, .missing: summary.add(nil)
            }
            self = .share(summary)
        }
    }

    /// Takes in what has been summed up elsewhere.
    ///
    /// - Parameter other: a summary of the same form.
    /// - Throws: ``SketchError/mismatch(_:)`` for one of another form.
    package mutating func merge(_ other: Summary) throws(SketchError) {
        switch (self, other) {
        case (.number(var summary), .number(let other)):
            try summary.merge(other)
            self = .number(summary)
        case (.category(var summary), .category(let other)):
            try summary.merge(other)
            self = .category(summary)
        case (.share(var summary), .share(let other)):
            try summary.merge(other)
            self = .share(summary)
        case (.number, _), (.category, _), (.share, _):
            throw .mismatch("expected a summary of \(self.word), got one of \(other.word)")
        }
    }

    /// Of what it is a summary, in a word.
    package var word: String {
        switch self {
        case .number: "numbers"
        case .category: "categories"
        case .share: "a share"
        }
    }

    /// How many values have come, without those missing.
    package var count: Int {
        switch self {
        case .number(let summary): summary.count
        case .category(let summary): summary.count
        case .share(let summary): summary.total
        }
    }

    /// How many values were missing.
    package var missing: Int {
        switch self {
        case .number(let summary): summary.missing
        case .category(let summary): summary.missing
        case .share(let summary): summary.missing
        }
    }

    /// The numbers' mean, or the share; `nil` for categories and where nothing has come.
    package var mean: Double? {
        switch self {
        case .number(let summary): summary.moments.count > 0 ? summary.moments.mean : nil
        case .category: nil
        case .share(let summary): summary.share
        }
    }

    /// A quantile of numbers.
    ///
    /// - Parameter q: 0...1.
    /// - Returns: `nil` for other forms and where nothing has come.
    package func quantile(_ q: Double) -> Double? {
        guard case .number(let summary) = self else { return nil }
        return summary.quantiles.quantile(q)
    }

    /// The share of one category among those that have come.
    ///
    /// - Parameter word: the category.
    /// - Returns: 0...1; `nil` for other forms and where nothing has come.
    package func share(of word: String) -> Double? {
        guard case .category(let summary) = self, summary.count > 0 else { return nil }
        return Double(summary.counts[word]) / Double(summary.count)
    }

    /// Whether it is as a measure of this form is summed up.
    package func fits(_ form: Measure.Form) -> Bool {
        switch (self, form) {
        case (.number, .number), (.number, .gauge), (.category, .category), (.share, .share): true
        case (.number, _), (.category, _), (.share, _): false
        }
    }
}

extension Summary: Codable {
    private enum CodingKeys: String, CodingKey {
        case number
        case category
        case share
    }

    /// Writes the one sketch in base64, under the name of its form.
    ///
    /// - Parameter encoder: where to.
    /// - Throws: what the encoder throws.
    package func encode(to encoder: any Encoder) throws {
        let (key, bytes): (CodingKeys, [UInt8]) =
            switch self {
            case .number(let summary): (.number, summary.serialized)
            case .category(let summary): (.category, summary.serialized)
            case .share(let summary): (.share, summary.serialized)
            }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(String(decoding: Base64.encode(bytes), as: UTF8.self), forKey: key)
    }

    /// Reads a summary.
    ///
    /// - Parameter decoder: where from.
    /// - Throws: when it is not one.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let key = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "expected a summary of number, category or share"
                )
            )
        }
        do {
            guard let bytes = Base64.decode(try container.decode(String.self, forKey: key)) else {
                throw SketchError.malformed("expected a sketch in base64")
            }
            switch key {
            case .number: self = .number(try NumberSummary(serialized: bytes))
            case .category: self = .category(try CategorySummary(serialized: bytes))
            case .share: self = .share(try ShareSummary(serialized: bytes))
            }
        } catch let error as SketchError {
            throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: error.description)
        }
    }
}
