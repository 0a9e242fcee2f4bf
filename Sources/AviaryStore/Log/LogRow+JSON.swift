package import AviaryCore

extension LogRow {
    /// The row for programs; what was left out is null.
    ///
    /// - Throws: `AviaryError` when the log holds what is no JSON.
    package var json: JSONValue {
        get throws(AviaryError) {
            [
                "number": .integer(self.number),
                "id": .string(self.id.description),
                "at": .string(self.at.iso8601),
                "endpoint": .string(self.endpoint.rawValue),
                "model": .string(self.model.rawValue),
                "version": .string(self.version.description),
                "role": .string(self.role.rawValue),
                "decision": .string(self.decision),
                "latency_seconds": .number("\(Double(self.latency) / 1e9)"),
                "parameters": try Self.value(self.parameters) ?? [:],
                "inputs": try Self.value(self.inputs.json) ?? .null,
                "inputs_kept": .string(self.inputs.extent.rawValue),
                "outputs": try Self.value(self.outputs.json) ?? .null,
                "outputs_kept": .string(self.outputs.extent.rawValue),
            ]
        }
    }

    private static func value(_ text: String?) throws(AviaryError) -> JSONValue? {
        guard let text else { return nil }
        do throws(AviaryError) {
            return try JSONValue(parsing: Array(text.utf8).span.bytes)
        } catch {
            throw AviaryError(.internalError, "a row of the prediction log is damaged: \(error.message)")
        }
    }
}
