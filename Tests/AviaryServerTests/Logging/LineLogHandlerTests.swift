import AviaryCore
import Logging
import Testing

@testable import AviaryServer

@Suite struct LineLogHandlerTests {
    private let lines = Locked<[String]>([])

    @Test func `each event is one whole line`() {
        var logger = self.logger(TextLogStyle(isColored: false), level: .info)
        logger[metadataKey: "request"] = "7"
        logger.info("one\ntwo", metadata: ["model": "iris"])
        logger.debug("not important enough")
        logger.warning("three")
        let lines = self.lines.withLock { $0 }
        #expect(
            lines.map { $0.dropFirst(25) } == [
                "info test: one\\ntwo model=iris request=7\n", "warning test: three request=7\n",
            ]
        )
    }

    @Test func `a logger's level and facts are its own`() {
        let first = self.logger(JSONLogStyle(), level: .error)
        var second = first
        second.logLevel = .trace
        second[metadataKey: "only"] = "second"
        #expect(first.logLevel == .error && first[metadataKey: "only"] == nil)
        first.info("no")
        second.trace("yes")
        #expect(self.lines.withLock { $0.count } == 1)
    }

    @Test func `facts of the task come from the provider`() {
        let lines = self.lines
        let logger = Logger(label: "test") { label in
            JSONLogHandler(
                label: label,
                style: JSONLogStyle(),
                level: .info,
                metadataProvider: Logger.MetadataProvider { ["trace": "abc"] },
                write: { bytes in lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }
            )
        }
        logger.info("x")
        #expect(lines.withLock { $0.first?.contains(#""metadata":{"trace":"abc"}"#) } == true)
    }

    @Test(arguments: [
        (LogFormat.auto, true, LogFormat.text), (.auto, false, .json), (.text, false, .text), (.json, true, .json),
    ])
    func `the format follows the setting and then the terminal`(setting: LogFormat, terminal: Bool, used: LogFormat) {
        #expect(setting.resolved(isTerminal: terminal) == used)
    }

    @Test(arguments: [
        (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
        (true, ["TERM": "dumb"], false),
    ])
    func `colours are for terminals that want them`(terminal: Bool, environment: [String: String], colored: Bool) {
        #expect(LogFormat.usesColor(isTerminal: terminal, environment: environment) == colored)
    }

    private func logger(_ style: some LogStyle, level: Logger.Level) -> Logger {
        let lines = self.lines
        return Logger(label: "test") { label in
            LineLogHandler(label: label, style: style, level: level) { bytes in
                lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
            }
        }
    }
}
