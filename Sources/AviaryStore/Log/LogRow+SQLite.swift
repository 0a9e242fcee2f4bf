internal import AviaryCore
internal import FoundationEssentials
internal import GRDB

extension Data {
    /// Two numbers, the highest byte first.
    init(bigEndian high: UInt64, _ low: UInt64) {
        self.init(capacity: 16)
        for half in [high, low] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                self.append(UInt8(truncatingIfNeeded: half >> shift))
            }
        }
    }
}

extension Statement {
    /// Inserts a row by a statement that names the columns in this order.
    func insert(_ row: LogRow, _ size: Int) throws {
        let values: [(any DatabaseValueConvertible)?] = [
            row.id.bytes, row.at.milliseconds, row.endpoint.rawValue, row.model.rawValue,
            Int64(bitPattern: row.version.rawValue), row.role.rawValue, row.decision, Int64(clamping: row.latency),
            row.parameters, row.inputs.json, row.inputs.extent.rawValue, row.outputs.json,
            row.outputs.extent.rawValue, row.subject.map { Data($0) }, size,
        ]
        // As many values as the statement has places, so nobody has to count them for every row.
        self.setUncheckedArguments(StatementArguments(values))
        try self.execute()
    }
}

extension LogRow {
    /// Reads a row.
    ///
    /// - Throws: `AviaryError` when it holds what this program does not know.
    init(_ row: Row, _ path: String) throws {
        let id: Data = row["id"]
        guard id.count == 16, let role = Role(rawValue: row["role"]),
            let inputs = Extent(rawValue: row["inputs_extent"]), let outputs = Extent(rawValue: row["outputs_extent"]),
            case let version = UInt64(bitPattern: row["version"]), version > 0
        else {
            throw AviaryError(
                .internalError,
                "row \(row["number"] as Int64) of '\(path)' cannot be read",
                remedy: "start the version of Aviary that has written it"
            )
        }
        let halves = id.reduce(into: (UInt64(0), UInt64(0))) { halves, byte in
            halves = (halves.0 << 8 | halves.1 >> 56, halves.1 << 8 | UInt64(byte))
        }
        self.init(
            number: row["number"],
            id: PredictionID(high: halves.0, low: halves.1),
            at: Timestamp(milliseconds: row["at"]),
            endpoint: try ModelName(row["endpoint"]),
            model: try ModelName(row["model"]),
            version: VersionNumber(version),
            role: role,
            decision: row["decision"],
            latency: UInt64(clamping: row["latency"] as Int64),
            parameters: row["parameters"],
            inputs: Payload(row["inputs"], inputs),
            outputs: Payload(row["outputs"], outputs),
            subject: (row["subject"] as Data?).map { Array($0) }
        )
    }
}
