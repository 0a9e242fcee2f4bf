import ArgumentParser
import AviaryCore
import AviaryServer
import AviaryStore
import Foundation

/// How a command ends that did not do what was asked: lines on standard error, and an exit code.
enum Failure {
    /// Ends the program.
    ///
    /// - Parameters:
    ///   - error: what a command threw, or the parser of the command line; asking for help is such an error, too.
    ///   - arguments: the command line.
    static func exit(with error: any Error, arguments: [String]) -> Never {
        if let error = error as? SettingsError {
            for problem in error.problems { self.say(problem.description) }
            Aviary.exit(withError: ExitCode.validationFailure)
        }
        if let error = error as? ManifestError {
            for problem in error.problems { self.say(problem.description) }
            Aviary.exit(withError: ExitCode.failure)
        }
        let code = Aviary.exitCode(for: error)
        let message = Aviary.message(for: error)
        guard !code.isSuccess, !message.isEmpty else { Aviary.exit(withError: error) }
        self.say(code == .validationFailure ? CommandPath(arguments).explain(message) : message)
        Aviary.exit(withError: code)
    }

    /// Writes a line to standard error.
    ///
    /// - Parameter message: what is wrong, and what to do about it.
    static func say(_ message: String) {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: "; ").printable
        try? FileHandle.standardError.write(contentsOf: Data("aviary: \(line)\n".utf8))
    }
}

/// The command that the words of a command line lead to.
private struct CommandPath {
    private var names = ["aviary"]
    private var command: any ParsableCommand.Type = Aviary.self
    /// The word where a command's name was expected.
    private var stray: String?

    init(_ arguments: [String]) {
        // 'aviary help serve' is about 'aviary serve'.
        let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
        for word in words where !word.hasPrefix("-") {
            let commands = self.command.configuration.subcommands
            guard let next = commands.first(where: { $0.configuration.commandName == word }) else {
                self.stray = commands.isEmpty ? nil : word
                return
            }
            self.command = next
            self.names.append(word)
        }
    }

    /// Says what is wrong with the command line, and where to read on.
    func explain(_ message: String) -> String {
        let help = "'\((self.names + ["--help"]).joined(separator: " "))'"
        if let stray {
            let known = self.command.configuration.subcommands.compactMap { $0.configuration.commandName }
            let hint = NearestWord.suggestion(for: stray, among: known)
            return "there is no command '\((self.names + [stray]).joined(separator: " "))'; \(hint)"
        }
        let sentence = message.last == "." ? message.dropLast() : message[...]
        let link = sentence.last == "?" ? " See" : "; see"
        return "\(sentence.prefix(1).lowercased())\(sentence.dropFirst())\(link) \(help)"
    }
}
