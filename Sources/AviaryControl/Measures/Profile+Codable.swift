internal import AviaryCore

extension Profile: Codable {
    /// The version of the form.
    package static let version = 1

    private enum CodingKeys: String, CodingKey {
        case version
        case rows
        case dropped
        case seed
        case measures
        case sample
    }

    private struct Entry: Codable {
        let measure: Measure
        let feature: String?
        let summary: Summary
    }

    /// Writes version, rows and measures, in a fixed order; the summaries' sketches in base64.
    ///
    /// - Parameter encoder: where to.
    /// - Throws: what the encoder throws.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.version, forKey: .version)
        try container.encode(self.rows, forKey: .rows)
        try container.encode(self.dropped, forKey: .dropped)
        try container.encode(self.seed, forKey: .seed)
        let entries = self.summaries.sorted { $0.key < $1.key }.map {
            Entry(measure: $0.key.measure, feature: $0.key.feature, summary: $0.value)
        }
        try container.encode(entries, forKey: .measures)
        try container.encodeIfPresent(self.sample, forKey: .sample)
    }

    /// Reads a profile.
    ///
    /// - Parameter decoder: where from.
    /// - Throws: when it is not one, is of a later version, or holds more than it may.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decode(Int.self, forKey: .version)
        guard version == Self.version else {
            throw DecodingError.dataCorruptedError(
                forKey: .version,
                in: container,
                debugDescription: "expected a profile of version \(Self.version), got version \(version)"
            )
        }
        let entries = try container.decode([Entry].self, forKey: .measures)
        let columns = entries.map { (MeasureKey($0.measure, of: $0.feature), $0.summary) }
        let summaries = Dictionary(columns) { first, _ in first }
        guard summaries.count == entries.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .measures,
                in: container,
                debugDescription: "expected each measure once"
            )
        }
        do {
            try self.init(
                rows: try container.decode(Int.self, forKey: .rows),
                columns: summaries,
                dropped: try container.decode(Int.self, forKey: .dropped),
                sample: try container.decodeIfPresent(TableRows.self, forKey: .sample),
                seed: try container.decode(UInt64.self, forKey: .seed)
            )
        } catch let error as AviaryError {
            throw DecodingError.dataCorruptedError(
                forKey: .measures,
                in: container,
                debugDescription: error.description
            )
        }
    }
}
