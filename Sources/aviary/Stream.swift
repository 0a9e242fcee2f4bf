import ArgumentParser
import AviaryCore
import AviaryStatistics
import AviaryTables
import Foundation

/// Watches numbers that come on standard input for drift.
struct Stream: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream",
        abstract: "Tell from standard input where a stream of numbers drifts.",
        usage: "aviary stream <detector> [--param <name=value> ...]",
        discussion: """
              aviary stream adwin < numbers
              aviary stream page-hinkley --param threshold=20 --param mode=up < numbers
              aviary stream e-detector --param baseline=0.05 --param average_run_length=10000 < errors
              aviary stream --list

            A line is a number, as in a CSV file. It prints the index, from 0, of each number at which a drift is signalled, as soon as it came. \
            Empty lines are passed over and not counted. Detectors of errors (ddm, eddm, hddm-a, hddm-w, e-detector) take numbers from 0 to 1.

            Exit codes: 0 the numbers have ended, 64 the command line is wrong, 65 a line is no number or none that the detector \
            takes, 66 there is nothing to read.

            Detectors, with their parameters and defaults (names as in river; --list tells more):

            \(Self.summary)
            """
    )

    @Argument(help: "Which detector.") var detector: String?
    @Option(
        name: .customLong("param"),
        help: ArgumentHelp("A parameter of the detector; may be given several times.", valueName: "name=value")
    )
    var parameters: [String] = []
    @Flag(help: "Tell the detectors, their parameters, defaults and ranges.") var list = false

    func validate() throws {
        guard !self.list else { return }
        _ = try self.makeDetector()
    }

    func run() throws {
        guard !self.list else { return try StandardOutput.write(Self.listing) }
        try TableFailure.telling { try self.watch() }
    }

    private func watch() throws {
        if isatty(STDIN_FILENO) == 1 { Failure.say("reading numbers from the terminal, Ctrl-D ends them") }
        var (kind, detector) = try self.makeDetector()
        var input = StandardInput()
        var index = 0
        while let line = try input.nextLine() {
            let text = line.trimmingCharacters(in: .whitespaces)
            guard !text.isEmpty else { continue }
            let number = try self.number(text, for: kind, line: input.lineNumber)
            if detector.add(number) { try StandardOutput.write("\(index)\n") }
            index += 1
        }
    }

    private func number(_ text: String, for kind: StreamDetectorKind, line: Int) throws(AviaryError) -> Double {
        guard case .number(let number) = NumberText.value(of: Array(text.utf8), missing: []), number.isFinite else {
            throw AviaryError(
                .invalidArgument,
                "line \(line): expected a finite number, got '\(text)'",
                remedy: "leave out what is none: a header by 'tail -n +2', missing values by 'grep -v'"
            )
        }
        guard kind.inputs?.contains(number) ?? true else {
            throw AviaryError(
                .invalidArgument,
                "line \(line): \(kind.rawValue) takes numbers from 0 to 1, got '\(text)'",
                remedy: "give it errors, or take a detector of any numbers, such as adwin"
            )
        }
        return number
    }

    private func makeDetector() throws(ValidationError) -> (StreamDetectorKind, any StreamDetector) {
        guard let detector else {
            let known = StreamDetectorKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("name a detector; known are \(known)")
        }
        do throws(StreamDetectorError) {
            let kind = try StreamDetectorKind(named: detector)
            var values: [String: Double] = [:]
            for text in self.parameters {
                let (parameter, value) = try self.parameter(text, of: kind)
                values[parameter.name] = value
            }
            return (kind, try kind.make(values))
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// Reads `name=value`; of a name that is given twice the later value holds.
    private func parameter(
        _ text: String,
        of kind: StreamDetectorKind
    ) throws(StreamDetectorError) -> (DetectorParameter, Double) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let parameter = try kind.parameter(named: parts[0])
        let written = parts.count > 1 ? parts[1] : ""
        guard let value = parameter.value(of: written), parameter.range.contains(value) else {
            throw .outOfRange(parameter, of: kind, value: "'\(written)'")
        }
        return (parameter, value)
    }
}

extension Stream {
    /// A line for each detector: `name: parameter=default ...`.
    private static var summary: String {
        StreamDetectorKind.allCases.map { kind in
            let parameters = kind.parameters.map { parameter in
                parameter.name + (parameter.defaultValue.map { "=" + parameter.text(of: $0) } ?? "")
            }
            return "  \(kind.rawValue): \(parameters.joined(separator: " "))"
        }.joined(separator: "\n")
    }

    /// All there is to know of each detector.
    private static var listing: String {
        StreamDetectorKind.allCases.map { kind in
            let parameters = kind.parameters.map { parameter in
                let otherwise = parameter.isRequired ? "needed" : "optional"
                let byDefault = parameter.defaultValue.map { "default \(parameter.text(of: $0))" } ?? otherwise
                return "  \(parameter.name) (\(byDefault); \(parameter.range)): \(parameter.meaning)\n"
            }
            return "\(kind.rawValue): \(kind.title)\n\(parameters.joined())"
        }.joined(separator: "\n")
    }
}
