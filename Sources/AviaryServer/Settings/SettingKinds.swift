internal import AviaryCore

/// The kinds of values that settings have.
extension SettingKey {
    /// A truth value.
    static func flag(_ key: String, _ summary: String) -> SettingKey<Bool> {
        SettingKey<Bool>(
            key,
            summary,
            expected: "true or false",
            standard: false,
            show: { .bool($0) },
            read: { text in
                switch text.lowercased() {
                case "true", "yes", "1": true
                case "false", "no", "0": false
                default: nil
                }
            }
        )
    }

    /// A whole number.
    static func number(
        _ key: String,
        _ summary: String,
        _ range: ClosedRange<Int>,
        standard: Int
    ) -> SettingKey<Int> {
        SettingKey<Int>(
            key,
            summary,
            expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            standard: standard,
            show: { .integer($0) },
            read: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
        )
    }

    /// A number of bytes.
    static func size(
        _ key: String,
        _ summary: String,
        _ range: ClosedRange<Int>,
        standard: Int
    ) -> SettingKey<Int> {
        let (least, most) = (ByteSizeText.print(range.lowerBound), ByteSizeText.print(range.upperBound))
        return SettingKey<Int>(
            key,
            summary,
            expected: "a size from \(least) to \(most) in B, KiB, MiB or GiB",
            standard: standard,
            show: { .string(ByteSizeText.print($0)) },
            read: { text in (try? ByteSizeText.parse(text)).flatMap { range.contains($0) ? $0 : nil } }
        )
    }

    /// A duration.
    static func duration(
        _ key: String,
        _ summary: String,
        _ range: ClosedRange<Duration>,
        standard: Duration
    ) -> SettingKey<Duration> {
        let (least, most) = (DurationText.print(range.lowerBound), DurationText.print(range.upperBound))
        return SettingKey<Duration>(
            key,
            summary,
            expected: "a duration from \(least) to \(most), such as 500ms, 30s or 5m",
            standard: standard,
            show: { .string(DurationText.print($0)) },
            read: { text in (try? DurationText.parse(text)).flatMap { range.contains($0) ? $0 : nil } }
        )
    }

    /// A path that need not be given.
    static func path(_ key: String, _ summary: String, of what: String) -> SettingKey<String?> {
        SettingKey<String?>(
            key,
            summary,
            expected: "the path of \(what)",
            standard: nil,
            show: { $0.map { .string($0) } ?? .null },
            // A path with a zero byte would end there for the system.
            read: { text in text.isEmpty || text.utf8.contains(0) ? nil : .some(text) }
        )
    }

    /// One of some words.
    static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ key: String,
        _ summary: String,
        standard: Choice
    ) -> SettingKey<Choice> {
        SettingKey<Choice>(
            key,
            summary,
            expected: "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "),
            standard: standard,
            show: { .string($0.rawValue) },
            read: { Choice(rawValue: $0.lowercased()) }
        )
    }
}
