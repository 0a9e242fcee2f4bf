package import AviaryCore

/// A setting's value and where it came from.
package struct EffectiveSetting: Sendable, Hashable {
    /// The setting.
    package let name: SettingName
    /// The value; `null` for none.
    package let value: JSONValue
    /// Where the value came from.
    package let source: SettingSource
}

extension [EffectiveSetting] {
    /// The settings as a table for a person: key, value and source, a line each.
    package var table: String {
        let rows = [("KEY", "VALUE", "SOURCE")] + self.map { ($0.name.key, self.cell($0.value), $0.source.name) }
        let keyWidth = rows.map(\.0.count).max() ?? 0
        let valueWidth = rows.map(\.1.count).max() ?? 0
        return rows.map { key, value, source in
            "\(self.padded(key, keyWidth))  \(self.padded(value, valueWidth))  \(source)\n"
        }.joined()
    }

    /// The settings as JSON: `{"port":{"value":8000,"source":"default"},...}`.
    package var json: JSONValue {
        .object(
            self.map { setting in
                .init(setting.name.key, ["value": setting.value, "source": .string(setting.source.name)])
            }
        )
    }

    private func cell(_ value: JSONValue) -> String { value == .null ? "-" : value.settingText }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: Swift.max(width - text.count, 0))
    }
}
