import ArgumentParser
import AviaryServer
import Logging

/// The settings as flags; each may as well be an environment variable or a key of the configuration file.
struct ServerFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp("The directory with the models, NAME/VERSION/model.onnx.", valueName: "dir"),
        completion: .directory
    )
    var repository: String?
    @Option(
        help: ArgumentHelp(
            "Keeps endpoints, rollouts and their log; :memory: keeps nothing (default: .aviary/aviary.sqlite in the "
                + "repository).",
            valueName: "file"
        ),
        completion: .file()
    )
    var database: String?
    @Option(
        help: ArgumentHelp(
            "Keeps the prediction log; :memory: keeps nothing, off writes none (default: predictions.sqlite beside the "
                + "database).",
            valueName: "file"
        ),
        completion: .file()
    )
    var logDatabase: String?
    @Option(help: ArgumentHelp("The address to listen on (default: 127.0.0.1).", valueName: "address"))
    var host: String?
    @Option(help: ArgumentHelp("The port to listen on, 0 for any (default: 8000).", valueName: "number"))
    var port: String?
    @Flag(help: "Listen on an address that others can reach, without credentials.")
    var insecure = false
    @Option(
        help: ArgumentHelp(
            "Whether requests must show credentials: auto (as soon as there is a key), required or open (default: auto).",
            valueName: "when"
        ),
        completion: .list(AccessMode.allCases.map(\.rawValue))
    )
    var accessMode: String?
    @Option(
        help: ArgumentHelp(
            "Who may read /metrics where credentials are asked for: review or open (default: review).",
            valueName: "who"
        ),
        completion: .list(MetricsAccess.allCases.map(\.rawValue))
    )
    var accessMetrics: String?
    @Flag(help: "Look for new and changed versions, and follow them.")
    var watch = false
    @Option(help: ArgumentHelp("How often --watch looks (default: 1s).", valueName: "duration"))
    var watchInterval: String?
    @Option(help: ArgumentHelp("Threads that serve connections (default: one per core).", valueName: "number"))
    var eventLoops: String?
    @Option(
        name: [.long, .customLong("max-body")],
        help: ArgumentHelp("The largest body, packed or not (default: 64MiB).", valueName: "size")
    )
    var maxBodySize: String?
    @Option(help: ArgumentHelp("The most pixels of a picture (default: 50000000).", valueName: "number"))
    var maxPixels: String?
    @Option(help: ArgumentHelp("The most bytes of header fields (default: 32KiB).", valueName: "size"))
    var maxHeaderSize: String?
    @Option(help: ArgumentHelp("How long a request may take to arrive (default: 30s).", valueName: "duration"))
    var readTimeout: String?
    @Option(help: ArgumentHelp("How long a connection may be idle (default: 75s).", valueName: "duration"))
    var idleTimeout: String?
    @Option(
        help: ArgumentHelp("How long accepted requests may take when it stops (default: 30s).", valueName: "duration")
    )
    var drainTimeout: String?
    @Option(
        help: ArgumentHelp("How long a request may take that does not say so (default: 30s).", valueName: "duration")
    )
    var defaultDeadline: String?
    @Option(help: ArgumentHelp("The most connections at the same time (default: 10000).", valueName: "number"))
    var maxConnections: String?
    @Option(
        help: ArgumentHelp("The ONNX Runtime library (default: searched for).", valueName: "path"),
        completion: .file()
    )
    var onnxruntime: String?
    @Option(
        name: .customLong("swagger-ui"),
        help: ArgumentHelp("The files of the page at /docs (default: searched for).", valueName: "dir"),
        completion: .directory
    )
    var swaggerUI: String?
    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical (default: info).",
            valueName: "level"
        ),
        completion: .list(Logger.Level.allCases.map(\.rawValue))
    )
    var logLevel: String?
    @Option(
        help: ArgumentHelp(
            "Which requests are looked at: sample or none (default: sample).",
            valueName: "which"
        ),
        completion: .list(MonitoringMode.allCases.map(\.rawValue))
    )
    var monitoring: String?
    @Option(
        help: ArgumentHelp("text, json, or auto: text on a terminal (default: auto).", valueName: "format"),
        completion: .list(LogFormat.allCases.map(\.rawValue))
    )
    var logFormat: String?
    @Option(
        help: ArgumentHelp("The configuration file (default: aviary.yaml if it is there).", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var config: String?

    /// The flags that were given, by the settings' names.
    private var given: [String: String] {
        var flags: [String: String] = [:]
        flags["repository"] = self.repository
        flags["database"] = self.database
        flags["logDatabase"] = self.logDatabase
        flags["host"] = self.host
        flags["port"] = self.port
        flags["insecure"] = self.insecure ? "true" : nil
        flags["access.mode"] = self.accessMode
        flags["access.metrics"] = self.accessMetrics
        flags["watch"] = self.watch ? "true" : nil
        flags["watchInterval"] = self.watchInterval
        flags["eventLoops"] = self.eventLoops
        flags["maxBodySize"] = self.maxBodySize
        flags["maxPixels"] = self.maxPixels
        flags["maxHeaderSize"] = self.maxHeaderSize
        flags["readTimeout"] = self.readTimeout
        flags["idleTimeout"] = self.idleTimeout
        flags["drainTimeout"] = self.drainTimeout
        flags["defaultDeadline"] = self.defaultDeadline
        flags["maxConnections"] = self.maxConnections
        flags["onnxruntime"] = self.onnxruntime
        flags["swaggerUI"] = self.swaggerUI
        flags["log.level"] = self.logLevel
        flags["log.format"] = self.logFormat
        flags["monitoring"] = self.monitoring
        flags["config"] = self.config
        return flags
    }

    /// Reads the settings: flags, then environment, then file, then defaults.
    ///
    /// - Parameters:
    ///   - environment: the environment.
    ///   - requiresRepository: whether a missing repository is a mistake.
    /// - Returns: the settings, and where each came from.
    /// - Throws: all that is wrong.
    func load(
        environment: [String: String],
        requiresRepository: Bool = false
    ) throws(SettingsError) -> LoadedSettings {
        try LoadedSettings(
            flags: self.given,
            environment: environment,
            requiresRepository: requiresRepository,
            knownVariables: CommandVariables.names
        )
    }
}

/// Environment variables of other commands, which the server need not warn about.
enum CommandVariables {
    static let names: Set<String> = ["AVIARY_URL", "AVIARY_BINARY", "AVIARY_DUCKDB", "AVIARY_KEY"]
}
