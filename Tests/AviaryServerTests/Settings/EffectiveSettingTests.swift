import AviaryCore
import Testing

@testable import AviaryServer

@Suite struct EffectiveSettingTests {
    private let settings = [
        EffectiveSetting(name: SettingName("repository"), value: .null, source: .standard),
        EffectiveSetting(name: SettingName("port"), value: 8000, source: .flag),
        EffectiveSetting(name: SettingName("watch"), value: true, source: .environment),
        EffectiveSetting(name: SettingName("maxBodySize"), value: "64MiB", source: .file(path: "a \"b\".yaml")),
    ]

    @Test func `the table has a line for each setting`() {
        #expect(
            self.settings.table == """
                KEY          VALUE  SOURCE
                repository   -      default
                port         8000   flag
                watch        true   environment
                maxBodySize  64MiB  file a "b".yaml

                """
        )
    }

    @Test func `the JSON keeps numbers and truth values`() {
        let json = String(decoding: self.settings.json.serialized(), as: UTF8.self)
        #expect(
            json == #"{"repository":{"value":null,"source":"default"},"port":{"value":8000,"source":"flag"},"#
                + #""watch":{"value":true,"source":"environment"},"#
                + #""maxBodySize":{"value":"64MiB","source":"file a \"b\".yaml"}}"#
        )
    }

    @Test func `a secret is never shown, neither when it is right nor when it is wrong`() {
        let key = SettingKey<String>(
            "secretKey",
            "A secret.",
            expected: "five characters",
            standard: "",
            isSecret: true,
            show: { .string($0) },
            read: { $0.count == 5 ? $0 : nil }
        )
        for (value, isRight) in [("abcde", true), ("abcdefg", false)] {
            var reader = SettingsReader(flags: ["secretKey": value], environment: [:], file: nil)
            #expect(reader.read(key) == (isRight ? value : ""))
            #expect(!reader.effective.table.contains(value) && reader.effective.table.contains("<redacted>"))
            #expect(reader.problems.isEmpty == isRight)
            #expect(!reader.problems.contains { $0.description.contains(value) })
        }
    }
}
