package import AviaryCore

extension Profile {
    /// What the profile says, for people and programs; the profile itself is longer.
    package var overview: JSONValue {
        let measures = self.summaries.sorted { $0.key < $1.key }
        return [
            "rows": .integer(self.rows),
            "measures": .array(measures.map { $0.value.json(of: $0.key) }),
        ]
    }

    /// What values are within bounds: those between the smallest and the greatest, and the categories that came.
    package var bounds: InputBounds {
        var bounds: [String: InputBounds.Bound] = [:]
        for key in self.summaries.keys {
            guard let feature = key.feature else { continue }
            if key.measure == .value, let range = self.range(of: feature) {
                bounds[feature] = .range(minimum: range.lowerBound, maximum: range.upperBound)
            } else if key.measure == .category, let categories = self.categories(of: feature) {
                bounds[feature] = .categories(categories)
            }
        }
        return InputBounds(bounds)
    }
}

extension MeasureWindow {
    /// The window as something that later windows are compared with.
    ///
    /// - Parameter slots: what is measured, by slot.
    /// - Returns: the profile.
    /// - Throws: `AviaryError` where there are more measures than a profile holds.
    package func profile(slots: [MeasureKey]) throws(AviaryError) -> Profile {
        var columns: [MeasureKey: Summary] = [:]
        for (slot, key) in slots.enumerated() { columns[key] = self.summaries[slot] }
        return try Profile(rows: self.sampled, columns: columns)
    }
}
