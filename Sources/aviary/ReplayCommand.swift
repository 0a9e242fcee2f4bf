import ArgumentParser
import AviaryControl
import AviaryCore
import AviaryServer
import Foundation
import Logging

/// Judges a version by recorded requests before it gets any others.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Judge a candidate by recorded requests, offline.",
        discussion: """
              aviary replay --endpoint wine --candidate 2 --from wine.jsonl
              aviary replay --endpoint wine --candidate 3 --stable 1 --from wine.jsonl
              aviary replay --endpoint wine -f aviary.yaml --candidate 2 --from wine.jsonl
              aviary replay --endpoint wine --candidate 2 --from - --json < wine.jsonl
              aviary replay --endpoint wine --candidate 2 --from log --since 1d

            Loads both versions from the repository, without a server, runs every request through both, several at a time, \
            and judges as a rollout does: by failures, empty outputs, disagreement and latency, and by confidence and labels \
            where the first 200 requests have them. Shares of classes are shown; disagreement bounds how far they move. Exit codes: 0 pass, 1 fail (or an error, which is told on \
            standard error), 2 inconclusive, 64 the command line is wrong.

            A line of the file is an infer request of the Open Inference Protocol as JSON, or with what is known to be right:

              {"request": {"inputs": [...]}, "labels": {"label": 2}}

            From the prediction log, whether a server writes it or not, come the endpoint's latest requests whose inputs were \
            kept whole; the others are counted. A request's line is then its number in the log.
            """
    )

    @Option(
        help: ArgumentHelp("The directory with the models (default: AVIARY_REPOSITORY).", valueName: "dir"),
        completion: .directory
    )
    var repository: String?
    @Option(help: ArgumentHelp("The endpoint; without a manifest also the model's name.", valueName: "name"))
    var endpoint: String
    @Option(
        name: [.customShort("f"), .long],
        help: ArgumentHelp(
            "The manifest that says the endpoint's model, its stable version and when outputs agree.",
            valueName: "path"
        ),
        completion: .file(extensions: ["yaml", "yml", "json"])
    )
    var manifest: String?
    @Option(help: ArgumentHelp("The version to be judged.", valueName: "version"))
    var candidate: String
    @Option(
        help: ArgumentHelp(
            "The version to judge it by (default: the manifest's, or else the highest other one).",
            valueName: "version"
        )
    )
    var stable: String?
    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "The recorded requests, a line each; - is standard input, log the prediction log (./log is a file of that name).",
            valueName: "file"
        ),
        completion: .file()
    )
    var source: String
    @Option(
        help: ArgumentHelp(
            "From the log: only requests of so long ago or less, such as 1h or 7d.",
            valueName: "duration"
        ),
        transform: Duration.argument
    )
    var since: Duration?
    @Option(help: ArgumentHelp("From the log: the latest so many (default: 10000).", valueName: "n")) var limit: Int?
    @Option(
        help: ArgumentHelp(
            "The prediction log (default: .aviary/predictions.sqlite in the repository).",
            valueName: "file"
        ),
        completion: .file()
    )
    var logDatabase: String?
    @Option(help: "With what probability a candidate that is no worse fails, above 0 and below 0.5.") var alpha = 0.05
    @Option(help: ArgumentHelp("How many requests it takes to pass.", valueName: "n")) var minRequests = 500
    @Option(help: "By how much more often it may fail, be empty or wrong.") var margin = 0.01
    @Option(help: "By how much less sure it may be, where outputs are probabilities.") var confidenceMargin = 0.02
    @Option(help: ArgumentHelp("How often it may disagree with stable.", valueName: "share")) var maxDisagreement = 0.05
    @Flag(help: "Do not judge by latency, for machines that are busy with other things.") var withoutLatency = false
    @Option(
        help: ArgumentHelp("The ONNX Runtime library (default: searched for).", valueName: "path"),
        completion: .file()
    )
    var onnxruntime: String?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        let ofLog = [
            ("--since", self.since != nil), ("--limit", self.limit != nil), ("--log-database", self.logDatabase != nil),
        ]
        if self.source != Self.log, let (flag, _) = ofLog.first(where: { $0.1 }) {
            throw ValidationError("\(flag) is for requests from the log; name them with '--from log'")
        }
        if let limit, limit < 1 { throw ValidationError("--limit is above 0, got \(limit)") }
        guard self.alpha > 0, self.alpha < 0.5 else {
            throw ValidationError("--alpha is above 0 and below 0.5, got \(self.alpha)")
        }
        for (flag, value) in [
            ("--margin", self.margin), ("--confidence-margin", self.confidenceMargin),
            ("--max-disagreement", self.maxDisagreement),
        ] where !(0..<1).contains(value) {
            throw ValidationError("\(flag) is at least 0 and below 1, got \(value)")
        }
        guard self.minRequests >= 0 else {
            throw ValidationError("--min-requests is not negative, got \(self.minRequests)")
        }
        guard try self.candidateNumber != self.stableNumber else {
            throw ValidationError("--stable and --candidate name the same version, \(self.candidate)")
        }
    }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        var flags: [String: String] = [:]
        flags["repository"] = self.repository
        flags["logDatabase"] = self.logDatabase
        flags["onnxruntime"] = self.onnxruntime
        let settings = try LoadedSettings(
            flags: flags,
            environment: environment,
            requiresRepository: true,
            knownVariables: CommandVariables.names
        ).settings
        LogBootstrap.bootstrap(format: settings.logFormat, level: max(settings.logLevel, .warning))
        let endpoint = try ModelName(self.endpoint)
        let specification = try self.manifest.map { try ManifestFile($0).endpoint(endpoint) }
        let candidate = try self.candidateNumber
        let stable = try self.stableNumber ?? specification?.stable
        guard candidate != stable else {
            throw AviaryError(
                .invalidArgument,
                "version \(candidate) is the manifest's stable version, and cannot be judged by itself",
                remedy: "name another one with --stable"
            )
        }
        var plan = ReplayPlan(
            model: specification?.model ?? endpoint,
            candidate: candidate,
            stable: stable,
            source: try self.source(of: endpoint, settings)
        )
        if let specification { plan.agreement = specification.agreement }
        plan.alpha = self.alpha
        plan.minimumRequests = self.minRequests
        plan.margin = self.margin
        plan.confidenceMargin = self.confidenceMargin
        plan.maximumDisagreement = self.maxDisagreement
        plan.judgesLatency = !self.withoutLatency
        if self.source == "-", isatty(STDIN_FILENO) == 1 {
            Failure.say("reading lines from the terminal, Ctrl-D ends them")
        }
        var bar = ProgressBar(count: 100)
        defer { bar.clear() }
        let replay = Replay(plan, settings, environment: environment, logger: Logger(label: "aviary"))
        let report = try replay.run { bar.show($0, self.endpoint) }
        bar.clear()
        if self.json {
            try StandardOutput.write(report.json)
        } else {
            try StandardOutput.write(ReplayText(report).text)
        }
        switch report.verdict {
        case .pass: return
        case .fail: throw ExitCode.failure
        case .inconclusive: throw ExitCode(2)
        }
    }

    /// What stands for the prediction log where a file would.
    private static let log = "log"
    /// How many requests are taken from the log where nobody says.
    private static let usualLimit = 10_000

    private func source(of endpoint: ModelName, _ settings: ServerSettings) throws -> ReplayPlan.Source {
        guard self.source == Self.log else { return .file(self.source) }
        guard let path = settings.logDatabasePath, path != ":memory:" else {
            throw AviaryError(
                .notFound,
                "there is no file of the prediction log",
                remedy: "name it with --log-database"
            )
        }
        return .log(
            path: path,
            endpoint: endpoint,
            from: self.since.map { Timestamp.now.before($0) },
            limit: self.limit ?? Self.usualLimit
        )
    }

    private var candidateNumber: VersionNumber {
        get throws { try Self.version(self.candidate, "--candidate") }
    }

    private var stableNumber: VersionNumber? {
        get throws { try self.stable.map { try Self.version($0, "--stable") } }
    }

    private static func version(_ text: String, _ flag: String) throws -> VersionNumber {
        guard let version = VersionNumber(text) else {
            throw ValidationError("\(flag) is the number of a version, 1 or more, got '\(text)'")
        }
        return version
    }
}
