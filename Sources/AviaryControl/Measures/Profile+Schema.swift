package import AviaryCore

extension Profile {
    /// The features by name, with the form of their values: a number or a category.
    ///
    /// One that was only ever missing has no form, and is not there.
    package var schema: [String: Measure.Form] {
        var schema: [String: Measure.Form] = [:]
        for (key, summary) in self.summaries where summary.count > 0 {
            guard let feature = key.feature else { continue }
            switch key.measure {
            case .value, .category: schema[feature] = key.measure.form
            default: break
            }
        }
        return schema
    }

    /// How this profile's features and another's differ, one sentence each, by name.
    ///
    /// A feature that has only missing values in one differs from none.
    ///
    /// - Parameter other: the other profile.
    /// - Returns: nothing where they can be compared.
    package func schemaDifferences(from other: Profile) -> [String] {
        let (mine, theirs) = (self.schema, other.schema)
        return Set(mine.keys).union(theirs.keys).sorted().compactMap { feature in
            switch (mine[feature], theirs[feature]) {
            case (let one?, let another?):
                one == another ? nil : "'\(feature)' is \(one.phrase) in one and \(another.phrase) in the other"
            case (_?, nil): other.knows(feature) ? nil : "'\(feature)' is only in the first"
            case (nil, _): self.knows(feature) ? nil : "'\(feature)' is only in the second"
            }
        }
    }

    /// Makes sure that two profiles can be compared.
    ///
    /// - Parameter other: the other profile.
    /// - Throws: an ``AviaryError`` that names the features that differ, up to ten.
    package func requireSchema(of other: Profile) throws(AviaryError) {
        let differences = self.schemaDifferences(from: other)
        guard !differences.isEmpty else { return }
        let more = differences.count > 10 ? ", and \(differences.count - 10) more" : ""
        throw AviaryError(
            .invalidArgument,
            "expected profiles of the same features: \(differences.prefix(10).joined(separator: ", "))\(more)",
            remedy: "make both from data with the same columns"
        )
    }

    /// Whether something is known of a feature, be it that its values are missing.
    private func knows(_ feature: String) -> Bool {
        [Measure.value, .category, .missing].contains { self.summaries[MeasureKey($0, of: feature)] != nil }
    }
}

extension Measure.Form {
    /// What a value is, for a sentence.
    fileprivate var phrase: String {
        switch self {
        case .number, .gauge: "a number"
        case .category: "a category"
        case .share: "a share"
        }
    }
}
