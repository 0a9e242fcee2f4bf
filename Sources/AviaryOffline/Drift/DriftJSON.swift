package import AviaryControl
package import AviaryCore
internal import AviaryStatistics

extension ColumnDrift {
    /// The column as an object: what the test said, what it was held against, and what each side has.
    package var json: JSONValue {
        let comparison = self.comparison
        return [
            "column": .string(comparison.column),
            "type": .string(comparison.kind == .numbers ? "number" : "category"),
            "test": .string(comparison.test.rawValue),
            "statistic": Self.json(comparison.result.statistic),
            "pValue": Self.json(comparison.result.pValue),
            "adjustedPValue": Self.json(self.adjustedPValue),
            "threshold": Self.json(self.threshold),
            "drifted": self.verdict == .unknown ? .null : .bool(self.verdict == .drifted),
            "distance": Self.json(comparison.distance),
            "reference": Self.json(comparison.reference),
            "current": Self.json(comparison.current),
        ]
    }

    private static func json(_ number: Double?) -> JSONValue {
        // JSON has no sign for what is not a number, or not finite.
        guard let number, number.isFinite else { return .null }
        return .number("\(number)")
    }

    private static func json(_ side: ComparedColumn.Side) -> JSONValue {
        [
            "count": .integer(side.count), "missing": .integer(side.missing),
            "missingFraction": Self.json(side.missingShare),
        ]
    }
}
