import AviaryCore
import Foundation
import Testing

@testable import AviaryServer

struct CommandRunTests {
    private static func run(_ script: String, input: String = "", timeout: Duration = .seconds(20)) async throws {
        let arguments = ["sh", "-c", script]
        try await CommandRun.run(arguments, input: Array(input.utf8), notice: "7-1", timeout: timeout)
    }

    @Test func `a program reads the notice, and knows its id`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "notice-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = String(repeating: "{\"a\": 1}", count: 40_000)
        try await Self.run("cat > '\(file.path())'; printf %s \"$AVIARY_NOTICE\" >> '\(file.path())'", input: text)
        #expect(try String(contentsOf: file, encoding: .utf8) == text + "7-1")
    }

    @Test func `words are passed on as they are, without a shell`() async throws {
        let words = ["test", "$(false) ; exit 1", "=", "$(false) ; exit 1"]
        try await CommandRun.run(words, input: [], notice: "", timeout: .seconds(20))
    }

    @Test(arguments: [
        ("exit 3", "'sh' ends with 3"), ("kill -9 $$", "'sh' is ended by signal 9"),
        ("sleep 60 & sleep 60", "'sh' takes longer than 50ms"),
    ])
    func `a program that fails says how`(script: String, words: String) async {
        let timeout: Duration = script.hasPrefix("sleep") ? .milliseconds(50) : .seconds(20)
        let error = await #expect(throws: AviaryError.self) { try await Self.run(script, timeout: timeout) }
        #expect(error?.message == words)
    }

    @Test func `a program that does not read what it is given is not waited for`() async throws {
        try await Self.run("exit 0", input: String(repeating: "a", count: 1 << 20))
    }

    @Test func `a program that is not there is named`() async {
        let error = await #expect(throws: AviaryError.self) {
            try await CommandRun.run(["/no/such/program"], input: [], notice: "", timeout: .seconds(1))
        }
        #expect(error?.message == "cannot start '/no/such/program': there is no such program")
    }
}
