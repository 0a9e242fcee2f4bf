/// Which measures of a version are held against a reference, and what they are called there.
package enum DriftColumns {
    /// The columns of one kind of drift.
    ///
    /// Features of tables go by their own names, such as `age` or `features[3]`. Other measures, such as brightness, are
    /// columns too, so that pictures, sounds and texts can drift: `brightness`, or `photo.brightness` where an input is named.
    ///
    /// - Parameters:
    ///   - kind: inputs, or predictions; concepts have none.
    ///   - slots: what is measured.
    /// - Returns: a name for each slot that is compared.
    package static func names(
        of kind: MonitorSpecification.Drift.Kind,
        among slots: [MeasureKey]
    ) -> [Int: String] {
        var names: [Int: String] = [:]
        for (slot, key) in slots.enumerated() where Self.isCompared(key.measure, for: kind) {
            names[slot] = Self.name(key)
        }
        return names
    }

    /// What a measure is called as a column.
    ///
    /// - Parameter key: the measure.
    /// - Returns: the feature's name, behind it the measure where it is not the feature itself.
    package static func name(_ key: MeasureKey) -> String {
        let word = String(key.measure.rawValue.drop { $0 != "." }.dropFirst())
        switch (key.measure, key.feature) {
        case (.value, let feature?), (.category, let feature?): return feature
        case (_, let feature?): return "\(feature).\(word)"
        case (_, nil): return word
        }
    }

    private static func isCompared(_ measure: Measure, for kind: MonitorSpecification.Drift.Kind) -> Bool {
        guard measure.form == .number || measure.form == .category else { return false }
        return switch kind {
        case .inputs: measure.kind == "input"
        case .predictions: measure.kind == "prediction"
        case .concept: false
        }
    }
}
