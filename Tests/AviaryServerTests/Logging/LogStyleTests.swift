import AviaryCore
import Logging
import Testing

@testable import AviaryServer

@Suite struct LogStyleTests {
    private struct Broken: Error, CustomStringConvertible {
        let description = "it\nbroke"
    }

    private let text = TextLogStyle(isColored: false)

    @Test func `a text line says who says what, and the facts in the order of their names`() {
        let line = self.line(
            "loaded",
            [
                "version": "1", "model": "iris setosa", "empty": "", "shape": .array(["1", "a b"]),
                "nested": .dictionary(["b": "2", "a": .dictionary(["c": "d"])]),
                "milliseconds": .stringConvertible(1.5),
            ]
        )
        #expect(
            self.printed(line, self.text) == "2026-07-28T09:05:01.007Z info aviary.store: loaded empty=\"\" "
                + "milliseconds=1.5 model=\"iris setosa\" nested={a: {c: d}, b: 2} shape=[1, \"a b\"] version=1\n"
        )
    }

    @Test func `levels have colours where they are wanted`() {
        let line = self.line("x", level: .error)
        let printed = self.printed(line, TextLogStyle(isColored: true))
        #expect(printed == "2026-07-28T09:05:01.007Z \u{1b}[31merror\u{1b}[0m aviary.store: x\n")
        let colors = Set(
            Logger.Level.allCases.map { level in
                self.printed(self.line("x", level: level), TextLogStyle(isColored: true)).dropFirst(25).prefix(5)
            }
        )
        #expect(colors.count >= 5)
    }

    static let hostile = [
        "a\n2026-07-28T09:05:01.007Z info aviary: forged", "a\r\nb", "\u{1b}[2J\u{1b}[31m", "\u{9b}31m", "\u{0}\u{7f}",
        "a\u{2028}b\u{2029}c", "\u{202e}txt.exe", "\u{85}", "\" level=error", "\\n", "{\"level\":\"error\"}\n{}",
    ]

    @Test(arguments: Self.hostile)
    func `no text that is logged ends the line or reaches the terminal`(hostile: String) {
        let line = LogLine(
            LogEvent(
                level: .info,
                message: "\(hostile)",
                metadata: [hostile: .array([.string(hostile), .dictionary([hostile: .string(hostile)])])],
                source: "s",
                file: "f",
                function: "f",
                line: 1
            ),
            time: self.time,
            label: hostile,
            metadata: [:],
            provided: [:]
        )
        let printed = self.printed(line, self.text)
        #expect(printed.hasSuffix("\n"))
        for scalar in printed.unicodeScalars.dropLast() {
            #expect(!scalar.properties.generalCategory.isControl, "\(scalar.value)")
        }
    }

    @Test(arguments: Self.hostile)
    func `any text comes back from a JSON line as it was`(hostile: String) throws {
        let line = self.line("\(hostile)", ["x": .array([.string(hostile)]), "y": .dictionary([hostile: "z"])])
        let printed = self.printed(line, JSONLogStyle())
        #expect(printed.hasSuffix("\n") && printed.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
        let value = try JSONValue(parsing: Array(printed.utf8).span.bytes)
        #expect(value["message"] == .string(hostile))
        #expect(value["metadata"]?["x"] == .array([.string(hostile)]))
        #expect(value["metadata"]?["y"]?[hostile] == "z")
    }

    @Test func `a JSON line has nested values, and numbers stay numbers`() {
        let line = self.line(
            "loaded",
            [
                "b": .stringConvertible(true), "d": .stringConvertible(0.5), "f": .stringConvertible(Float.nan),
                "i": .stringConvertible(UInt64.max), "l": .array(["1", .array([])]), "m": .dictionary(["k": "v"]),
            ],
            level: .warning
        )
        #expect(
            self.printed(line, JSONLogStyle()) == #"{"time":"2026-07-28T09:05:01.007Z","level":"warning","#
                + #""label":"aviary.store","message":"loaded","metadata":{"b":true,"d":0.5,"f":"nan","#
                + #""i":18446744073709551615,"l":["1",[]],"m":{"k":"v"}}}"# + "\n"
        )
        #expect(!self.printed(self.line("x"), JSONLogStyle()).contains("metadata"))
    }

    @Test func `the event's own facts count most, then the task's, then the logger's`() {
        let line = LogLine(
            LogEvent(
                level: .error,
                message: "x",
                error: Broken(),
                metadata: ["a": "event"],
                source: "s",
                file: "f",
                function: "f",
                line: 1
            ),
            time: self.time,
            label: "l",
            metadata: ["a": "logger", "b": "logger", "c": "logger"],
            provided: ["a": "task", "b": "task"]
        )
        #expect(line.metadata["a"] == "event" && line.metadata["b"] == "task" && line.metadata["c"] == "logger")
        #expect(self.printed(line, self.text).contains(#"error.message="it\nbroke" error.type=Broken"#))
    }

    @Test(arguments: [8191, 8192, 8193, 20000])
    func `long strings are cut between characters`(length: Int) throws {
        let string = String(repeating: "a", count: length % 3) + String(repeating: "ü", count: length / 2)
        for style in [self.text, JSONLogStyle()] as [any LogStyle] {
            let printed = self.printed(self.line("\(string)"), style)
            #expect(printed.utf8.count < LogLine.maximumStringLength + 200)
            #expect(!printed.contains("\u{fffd}"))
            #expect(printed.contains("...") == (string.utf8.count > LogLine.maximumStringLength))
        }
    }

    @Test func `nesting without end comes to an end`() {
        var value: Logger.MetadataValue = "x"
        for _ in 0..<1000 { value = .array([value]) }
        for style in [self.text, JSONLogStyle()] as [any LogStyle] {
            #expect(self.printed(self.line("x", ["deep": value]), style).utf8.count < 300)
        }
    }

    private let time = Timestamp(milliseconds: 1_785_229_501_007)

    private func line(
        _ message: Logger.Message,
        _ metadata: Logger.Metadata = [:],
        level: Logger.Level = .info
    ) -> LogLine {
        LogLine(
            LogEvent(level: level, message: message, metadata: nil, source: "s", file: "f", function: "f", line: 1),
            time: self.time,
            label: "aviary.store",
            metadata: metadata,
            provided: [:]
        )
    }

    private func printed(_ line: LogLine, _ style: some LogStyle) -> String {
        var bytes: [UInt8] = []
        style.append(line, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Unicode.GeneralCategory {
    /// Whether it does something instead of being shown.
    fileprivate var isControl: Bool {
        [.control, .format, .lineSeparator, .paragraphSeparator].contains(self)
    }
}
