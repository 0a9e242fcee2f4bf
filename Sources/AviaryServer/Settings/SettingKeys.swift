internal import AviaryCore
internal import FoundationEssentials
internal import Logging

/// All settings of the server.
enum SettingKeys {
    private typealias Key = SettingKey<Never>

    static let repository = Key.path(
        "repository",
        "The directory with the models: NAME/VERSION/model.onnx.",
        of: "a directory"
    )
    static let database = Key.path(
        "database",
        "The file that keeps endpoints, rollouts and their log; .aviary/aviary.sqlite in the repository by default.",
        of: "a file, or :memory: to keep nothing"
    )
    static let logDatabase = Key.path(
        "logDatabase",
        "The file that keeps the prediction log; predictions.sqlite in the same directory as the database by default.",
        of: "a file, :memory: to keep nothing, or off for no log"
    )
    static let host = SettingKey<String>(
        "host",
        "The address to listen on; any other than this machine's own needs a key, or insecure.",
        expected: "a host name or an IP address",
        standard: "127.0.0.1",
        show: { .string($0) },
        read: { text in
            let isName = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            return isName && (1...253).contains(text.utf8.count) ? text : nil
        }
    )
    static let port = Key.number("port", "The port to listen on; 0 takes any that is free.", 0...65_535, standard: 8000)
    static let insecure = Key.flag("insecure", "Listen where others can connect, without asking for credentials.")
    static let accessMode = Key.choice(
        "access.mode",
        "Whether requests must show credentials; auto asks for them as soon as there is a key or an issuer of tokens.",
        standard: AccessMode.auto
    )
    static let accessMetrics = Key.choice(
        "access.metrics",
        "Who may read /metrics where credentials are asked for: those with the role review, or anybody (open).",
        standard: MetricsAccess.review
    )
    static let watch = Key.flag("watch", "Look for new and changed versions in the repository.")
    static let watchInterval = Key.duration(
        "watchInterval",
        "How often watch looks.",
        .milliseconds(100) ... .seconds(3600),
        standard: .seconds(1)
    )
    static let eventLoops = Key.number(
        "eventLoops",
        "The threads that serve connections; one for each core by default.",
        1...1024,
        standard: min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 1024)
    )
    static let maxBodySize = Key.size(
        "maxBodySize",
        "The largest body of a request, before and after it is unpacked.",
        1 << 10...4 << 30,
        standard: 64 << 20
    )
    static let maxPixels = Key.number(
        "maxPixels",
        "The most pixels of a picture; each takes 4 bytes of memory.",
        1...1_000_000_000,
        standard: 50_000_000
    )
    static let maxHeaderSize = Key.size(
        "maxHeaderSize",
        "The most bytes of a request's header fields.",
        1 << 10...1 << 20,
        standard: 32 << 10
    )
    static let readTimeout = Key.duration(
        "readTimeout",
        "How long a request may take to arrive.",
        .milliseconds(100) ... .seconds(3600),
        standard: .seconds(30)
    )
    static let idleTimeout = Key.duration(
        "idleTimeout",
        "How long a connection stays open between requests.",
        .milliseconds(100) ... .seconds(86_400),
        standard: .seconds(75)
    )
    static let drainTimeout = Key.duration(
        "drainTimeout",
        "How long accepted requests may take after the server was asked to stop.",
        .zero ... .seconds(3600),
        standard: .seconds(30)
    )
    static let defaultDeadline = Key.duration(
        "defaultDeadline",
        "How long a request may take when neither it nor its model says so.",
        .milliseconds(1) ... .seconds(86_400),
        standard: .seconds(30)
    )
    static let monitoring = Key.choice(
        "monitoring",
        "Which requests are looked at, for measures, drift, alerts and the log of predictions: a fair sample, or none.",
        standard: MonitoringMode.sample
    )
    static let maxConnections = Key.number(
        "maxConnections",
        "The most connections at the same time.",
        1...1_000_000,
        standard: 10_000
    )
    static let onnxruntime = Key.path(
        "onnxruntime",
        "The ONNX Runtime library; searched for by default.",
        of: "a shared library"
    )
    static let swaggerUI = Key.path(
        "swaggerUI",
        "The directory with the files of the documentation page; searched for by default.",
        of: "a directory"
    )
    static let logLevel = Key.choice("log.level", "The least important log level.", standard: Logger.Level.info)
    static let logFormat = Key.choice(
        "log.format",
        "How log lines look; auto is text on a terminal and json elsewhere.",
        standard: LogFormat.auto
    )

    /// The setting that names the file; it cannot stand in the file itself.
    static let config = Key.path("config", "The configuration file; aviary.yaml here, if there is one.", of: "a file")

    /// All settings that the file may have, in the order in which they are shown.
    static let all: [SettingDocumentation] = [
        repository.documentation, database.documentation, logDatabase.documentation, host.documentation,
        port.documentation,
        insecure.documentation, accessMode.documentation, accessMetrics.documentation, watch.documentation,
        watchInterval.documentation, eventLoops.documentation, maxBodySize.documentation, maxPixels.documentation,
        maxHeaderSize.documentation,
        readTimeout.documentation, idleTimeout.documentation, drainTimeout.documentation, defaultDeadline.documentation,
        monitoring.documentation, maxConnections.documentation, onnxruntime.documentation, swaggerUI.documentation,
        logLevel.documentation,
        logFormat.documentation,
    ]
}
