package import Logging

/// What the server does, read once when it starts.
///
/// Each value comes from the strongest source that has one: a flag of the command line, then an environment variable,
/// then the configuration file, then the default. Paths are relative to the working directory, wherever they stand.
///
/// ## Configuration keys
/// A key `maxBodySize` is the flag `--max-body-size` and the variable `AVIARY_MAX_BODY_SIZE`; `log.level` is `--log-level`,
/// `AVIARY_LOG_LEVEL`, and in the file `level` within `log`. Durations are written as `500ms`, `30s`, `5m`, `6h`.
/// - `repository` (path, required to serve): the directory with the models.
/// - `database` (path, default `.aviary/aviary.sqlite` in the repository): keeps endpoints, rollouts and their log; `:memory:`
///   keeps nothing.
/// - `logDatabase` (path, default `predictions.sqlite` beside the database): keeps the prediction log; `:memory:` keeps
///   nothing, `off` writes none.
/// - `host` (name or address, default `127.0.0.1`): where to listen; any other than loopback needs a key or `insecure`.
/// - `port` (int, default 8000, 0...65535): 0 takes any port that is free.
/// - `insecure` (bool, default false): listen where others can connect, without asking for credentials.
/// - `access.mode` (auto, required, open; default auto): whether requests must show credentials; auto asks for them as soon as
///   there is a key or an issuer of tokens.
/// - `access.metrics` (review, open; default review): who may read `/metrics` where credentials are asked for.
/// - `watch` (bool, default false): look for new and changed versions.
/// - `watchInterval` (duration, default 1s, 100ms...1h): how often.
/// - `eventLoops` (int, default one per core, 1...1024): the threads that serve connections.
/// - `maxBodySize` (size, default 64MiB, 1KiB...4GiB): the largest body, before and after it is unpacked.
/// - `maxPixels` (int, default 50000000, 1...1000000000): the most pixels of a picture.
/// - `maxHeaderSize` (size, default 32KiB, 1KiB...1MiB): the most bytes of header fields.
/// - `readTimeout` (duration, default 30s, 100ms...1h): how long a request may take to arrive.
/// - `idleTimeout` (duration, default 75s, 100ms...24h): how long a connection stays open between requests.
/// - `drainTimeout` (duration, default 30s, 0s...1h): how long accepted requests may take when the server stops.
/// - `defaultDeadline` (duration, default 30s, 1ms...24h): how long a request may take that does not say so.
/// - `maxConnections` (int, default 10000, 1...1000000): the most connections at the same time.
/// - `onnxruntime` (path, searched for by default): the ONNX Runtime library.
/// - `swaggerUI` (path, searched for by default): the directory with the documentation page's files.
/// - `log.level` (trace, debug, info, notice, warning, error, critical; default info): the least important level.
/// - `log.format` (auto, text, json; default auto): text is for a terminal; auto takes it when there is one.
package struct ServerSettings: Sendable, Hashable {
    /// The directory with the models; present when it was required.
    package let repository: String?
    /// The file that keeps endpoints, rollouts and their log, if it was named.
    package let database: String?
    /// The file that keeps the prediction log, if it was named; `off` for none.
    package let logDatabase: String?
    /// The address to listen on.
    package let host: String
    /// The port to listen on; 0 takes any that is free.
    package let port: Int
    /// Whether to listen where others can connect, without credentials.
    package let insecure: Bool
    /// Whether requests must show credentials.
    package let accessMode: AccessMode
    /// Who may read `/metrics` where credentials are asked for.
    package let accessMetrics: MetricsAccess
    /// Whether to look for new and changed versions.
    package let watch: Bool
    /// How often to look.
    package let watchInterval: Duration
    /// The threads that serve connections.
    package let eventLoops: Int
    /// The largest body in bytes, before and after it is unpacked.
    package let maxBodySize: Int
    /// The most pixels of a picture.
    package let maxPixels: Int
    /// The most bytes of header fields.
    package let maxHeaderSize: Int
    /// How long a request may take to arrive.
    package let readTimeout: Duration
    /// How long a connection stays open between requests.
    package let idleTimeout: Duration
    /// How long accepted requests may take when the server stops.
    package let drainTimeout: Duration
    /// How long a request may take that does not say so.
    package let defaultDeadline: Duration
    /// Which requests are looked at.
    package let monitoring: MonitoringMode
    /// The most connections at the same time.
    package let maxConnections: Int
    /// The ONNX Runtime library, if it was named.
    package let onnxruntime: String?
    /// The directory with the documentation page's files, if it was named.
    package let swaggerUI: String?
    /// The least important level that is logged.
    package let logLevel: Logger.Level
    /// How log lines look.
    package let logFormat: LogFormat

    /// The file that keeps endpoints, rollouts and their log: the one that was named, or the usual one.
    package var databasePath: String { self.database ?? "\(self.repository ?? ".")/.aviary/aviary.sqlite" }

    /// The file that keeps the prediction log: the one that was named, or one beside the database; `nil` for no log.
    ///
    /// A database that was named has a log whose name begins as its own does, so that two of them may lie in one directory. Where
    /// endpoints are kept in memory alone, predictions are as well, unless their file was named.
    package var logDatabasePath: String? {
        switch self.logDatabase {
        case "off": return nil
        case let path?: return path
        case nil: break
        }
        guard let database else { return "\(self.repository ?? ".")/.aviary/predictions.sqlite" }
        guard database != ":memory:" else { return database }
        let stem = database.hasSuffix(".sqlite") ? String(database.dropLast(7)) : database
        return stem + "-predictions.sqlite"
    }

    /// Reads all settings in the order in which they are shown.
    ///
    /// - Parameter reader: keeps what is wrong; the settings count only when nothing is.
    init(_ reader: inout SettingsReader) {
        self.repository = reader.read(SettingKeys.repository)
        self.database = reader.read(SettingKeys.database)
        self.logDatabase = reader.read(SettingKeys.logDatabase)
        self.host = reader.read(SettingKeys.host)
        self.port = reader.read(SettingKeys.port)
        self.insecure = reader.read(SettingKeys.insecure)
        self.accessMode = reader.read(SettingKeys.accessMode)
        self.accessMetrics = reader.read(SettingKeys.accessMetrics)
        self.watch = reader.read(SettingKeys.watch)
        self.watchInterval = reader.read(SettingKeys.watchInterval)
        self.eventLoops = reader.read(SettingKeys.eventLoops)
        self.maxBodySize = reader.read(SettingKeys.maxBodySize)
        self.maxPixels = reader.read(SettingKeys.maxPixels)
        self.maxHeaderSize = reader.read(SettingKeys.maxHeaderSize)
        self.readTimeout = reader.read(SettingKeys.readTimeout)
        self.idleTimeout = reader.read(SettingKeys.idleTimeout)
        self.drainTimeout = reader.read(SettingKeys.drainTimeout)
        self.defaultDeadline = reader.read(SettingKeys.defaultDeadline)
        self.monitoring = reader.read(SettingKeys.monitoring)
        self.maxConnections = reader.read(SettingKeys.maxConnections)
        self.onnxruntime = reader.read(SettingKeys.onnxruntime)
        self.swaggerUI = reader.read(SettingKeys.swaggerUI)
        self.logLevel = reader.read(SettingKeys.logLevel)
        self.logFormat = reader.read(SettingKeys.logFormat)
    }
}
