import ArgumentParser
import AviaryControl
import AviaryCore
import AviaryStatistics
import AviaryStore
import AviaryTables
import Foundation

/// Says from labels whether a model is more often wrong than it was.
struct ConceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "concept",
        abstract: "Say from labels in a file whether the relation of inputs to outputs has changed.",
        usage: """
            aviary concept --labels <file> --log-database <file> --endpoint <name> [<options>]
            aviary concept --labels <file> --predictions <file> --endpoint <name> [<options>]
            """,
        discussion: """
              aviary concept --labels labels.csv --log-database models/.aviary/predictions.sqlite --endpoint wine
              aviary log export --endpoint wine -o wine.jsonl
              aviary concept --labels labels.jsonl --predictions wine.jsonl --endpoint wine --version 2 --json

            The labels are a table (CSV, JSON lines or Parquet, by the end of its name) with the columns 'id', a prediction's \
            name as its reply has it in the parameter 'prediction_id', and 'label', what would have been right. The rows may \
            come in any order. Each prediction counts once: of two labels the first counts, and how many were the same, said \
            otherwise, or are of unknown predictions is told. Rows without id or label, or with another number of fields \
            than the header, are counted and passed over. At most 1,000,000 labels are remembered.

            Predictions come from the server's log, read beside the running server, or from what 'aviary log export' has \
            written. The answer is the output that --output names, or else the one that is a single class (a text, a truth \
            value, a whole number), a single number, or one row of scores, whose greatest is the class: a number from 0, \
            or its name in the output NAME.keys. A class is right or wrong. A number's loss is its error over twice the \
            95 % quantile of the reference's errors, at most 1.

            The first --reference predictions with labels are the reference. After them an e-detector looks for a \
            greater mean loss, with --false-alarms as the average time between false alarms; other detectors (names as in \
            'aviary stream --list') have their defaults and no such promise. A change is explained by the step or the \
            ramp that fits best, and is called recurring where an earlier level has come back; the evidence is the \
            log-likelihood of a step less that of no change, and of a ramp less that of a step.

            --estimate expects how often a classifier is right after the reference, in windows of as many predictions, \
            with labels or without: by its probabilities (one row that sums to 1), calibrated on the reference (CBPE). That \
            sees inputs get harder, and no change of concept, and leaves the exit code as it is. Predictions count in the \
            order in which they stand in the log or the file.

            Exit codes: 0 no change, 1 change, 2 too few labels to say, 64 the command line is wrong, 65 a file is wrong, \
            66 there is no such file.
            """
    )

    @Option(help: ArgumentHelp("The table of labels.", valueName: "file"), completion: .file()) var labels: String
    @Option(help: ArgumentHelp("The server's prediction log.", valueName: "file"), completion: .file())
    var logDatabase: String?
    @Option(
        help: ArgumentHelp("Rows of the log that were exported, .jsonl or .csv.", valueName: "file"),
        completion: .file(extensions: ["jsonl", "csv"])
    )
    var predictions: String?
    @Option(help: ArgumentHelp("The endpoint.", valueName: "name")) var endpoint: String
    @Option(help: ArgumentHelp("Only predictions of this version.", valueName: "number")) var version: String?
    @Option(help: ArgumentHelp("The output that is the answer.", valueName: "name")) var output: String?
    @Option(name: .customLong("as"), help: "What a single number is (default: whole numbers are classes).")
    var answer: Answer?
    @Option(help: ArgumentHelp("What signals a change.", valueName: "name"))
    var detector = StreamDetectorKind.eDetector.rawValue
    @Option(help: ArgumentHelp("How many predictions are the reference, 100 to 4096.", valueName: "n"))
    var reference = 1000
    @Option(help: ArgumentHelp("How many false alarms are accepted.", valueName: "n per time"))
    var falseAlarms = "1 per month"
    @Flag(help: "Say also how often a classifier is expected to be right where there are no labels.")
    var estimate = false
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var tables: TableFlags

    /// What a single number is.
    enum Answer: String, ExpressibleByArgument, CaseIterable {
        case `class`, number
    }

    func validate() throws {
        guard (self.logDatabase == nil) != (self.predictions == nil) else {
            throw ValidationError("predictions come from one of --log-database and --predictions")
        }
        guard (try? ModelName(self.endpoint)) != nil else {
            throw ValidationError("--endpoint is the name of an endpoint, got '\(self.endpoint)'")
        }
        if let version, VersionNumber(version) == nil {
            throw ValidationError("--version is the number of a version, 1 or more, got '\(version)'")
        }
        let sizes = ConceptWatch.fewestLosses...ConceptWatch.mostLosses
        guard sizes.contains(self.reference) else {
            throw ValidationError(
                "--reference is a number of \(sizes.lowerBound) to \(sizes.upperBound), got \(self.reference)"
            )
        }
        _ = try self.accepted
        _ = try self.kind
    }

    private var accepted: MonitorSpecification.FalseAlarms {
        get throws {
            guard let accepted = MonitorSpecification.FalseAlarms(text: self.falseAlarms) else {
                throw ValidationError(
                    "--false-alarms is a number in a time, such as '1 per month' or '2 per 12h', got '\(self.falseAlarms)'"
                )
            }
            return accepted
        }
    }

    private var kind: StreamDetectorKind {
        get throws {
            do {
                return try StreamDetectorKind(named: self.detector)
            } catch {
                throw ValidationError("\(error)")
            }
        }
    }

    func run() throws {
        let run = ConceptRun(reference: self.reference, falseAlarms: try self.accepted, detector: try self.kind)
        let sheet = try TableFailure.telling { try self.read() }
        let outcome = try run.run(sheet.joined)
        let report = ConceptReport(
            outcome,
            sheet,
            detector: self.detector,
            endpoint: self.endpoint,
            reference: self.reference
        )
        for note in sheet.notes + report.notes { Failure.say(note) }
        if self.json { try StandardOutput.write(report.json) } else { try StandardOutput.write(report.text) }
        guard outcome.isKnown else { throw ExitCode(2) }
        guard outcome.changes.isEmpty else { throw ExitCode.failure }
    }

    private func read() throws -> LabelledPredictions {
        var sheet = LabelledPredictions(
            LoggedAnswer.Plan(output: self.output, isNumber: self.answer.map { $0 == .number }),
            expected: self.estimate ? ExpectedAccuracy(reference: self.reference) : nil
        )
        try sheet.addLabels(TableFile(path: self.labels, options: self.tables.options), name: self.labels)
        let version = self.version.flatMap { VersionNumber($0) }
        if let logDatabase {
            var query = LogQuery(limit: 1000)
            query.endpoint = try ModelName(self.endpoint)
            query.version = version
            try sheet.addLog(LogReader(path: logDatabase), query)
        } else if let predictions {
            let table = try TableFile(path: predictions, options: self.tables.options)
            try sheet.addExport(table, name: predictions, endpoint: self.endpoint, version: version)
        }
        sheet.end()
        return sheet
    }
}
