internal import AviaryCore

/// One setting: its name, what it is for, what it may be, and what it is when nobody says anything.
struct SettingKey<Value: Sendable>: Sendable {
    /// The name.
    let name: SettingName
    /// What it is for, in words for a person.
    let summary: String
    /// What it may be, in words that follow "expected".
    let expected: String
    /// What it is when nobody says anything.
    let standard: Value
    /// Whether its value must not be shown.
    let isSecret: Bool
    /// Reads the value; `nil` for what it may not be.
    let read: @Sendable (String) -> Value?
    /// Shows the value.
    let show: @Sendable (Value) -> JSONValue

    /// Describes a setting.
    init(
        _ key: String,
        _ summary: String,
        expected: String,
        standard: Value,
        isSecret: Bool = false,
        show: @escaping @Sendable (Value) -> JSONValue,
        read: @escaping @Sendable (String) -> Value?
    ) {
        self.name = SettingName(key)
        self.summary = summary
        self.expected = expected
        self.standard = standard
        self.isSecret = isSecret
        self.read = read
        self.show = show
    }

    /// The setting for a reference page.
    var documentation: SettingDocumentation {
        SettingDocumentation(
            name: self.name,
            summary: self.summary,
            expected: self.expected,
            standard: self.isSecret ? .null : self.show(self.standard)
        )
    }
}

/// What a person may know about a setting.
package struct SettingDocumentation: Sendable {
    /// The name in its spellings.
    package let name: SettingName
    /// What it is for.
    package let summary: String
    /// What it may be, in words that follow "expected".
    package let expected: String
    /// What it is when nobody says anything.
    let standard: JSONValue

    /// The default as text; empty when there is none.
    package var standardText: String { self.standard.settingText }
}

extension JSONValue {
    /// A setting's value as a person writes it; empty for none.
    var settingText: String {
        switch self {
        case .null: ""
        case .string(let text): text
        default: String(decoding: self.serialized(), as: UTF8.self)
        }
    }
}
