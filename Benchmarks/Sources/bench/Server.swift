internal import SystemPackage

/// A server that can be started.
enum Server: String, Sendable {
    /// Bare NIO with a fixed reply.
    case ceiling
    /// Bare NIO that answers with the request's body.
    case echo
    /// Aviary with all models of the benchmark.
    case aviary
    /// Aviary with the model `tiny` alone.
    case aviaryTiny
    /// The same, and it looks at requests as it does by default.
    case aviaryWatched
    /// Aviary with two versions of the models, its state in memory.
    case aviaryVersions
    /// The same, for a comparison of two servers.
    case aviaryVersionsToo
    /// The same, its state in a file as it is by default.
    case aviaryDurable
    /// Aviary with the laboratory's detector alone.
    case aviaryLaboratory
    /// FastAPI on uvicorn.
    case fastapi
    /// A handler without a framework on Granian, by Python's standard interface and with Python's own JSON.
    case granianASGI
    /// The same by Granian's own interface and with orjson.
    case granianRSGI
    /// The laboratory's own server: FastAPI on uvicorn, OpenCV.
    case laboratory
    /// The same, without a file for the picture that goes back.
    case laboratoryInMemory
    /// The same, and with what the network says read by numpy instead of a Python loop.
    case laboratoryVectorised

    /// How the server is started.
    struct Command: Sendable {
        let executable: FilePath
        let arguments: [String]
        let workingDirectory: FilePath
    }

    /// Whether it is what the benchmark is about; all others are compared with it.
    var isAviary: Bool {
        switch self {
        case .aviary, .aviaryTiny, .aviaryWatched, .aviaryVersions, .aviaryVersionsToo, .aviaryDurable,
            .aviaryLaboratory:
            true
        case .ceiling, .echo, .fastapi, .granianASGI, .granianRSGI, .laboratory, .laboratoryInMemory,
            .laboratoryVectorised:
            false
        }
    }

    /// Tells how the server is started.
    ///
    /// - Parameters:
    ///   - port: where it listens.
    ///   - places: where its program lies.
    /// - Returns: the command.
    func command(port: Int, in places: Places) -> Command {
        switch self {
        case .ceiling:
            Command(
                executable: places.ceiling,
                arguments: ["--port", "\(port)"],
                workingDirectory: places.scratch
            )
        case .echo:
            Command(
                executable: places.ceiling,
                arguments: ["--port", "\(port)", "--echo"],
                workingDirectory: places.scratch
            )
        case .aviary: Self.aviary(places.models, port: port, in: places)
        case .aviaryTiny: Self.aviary(places.tinyRepository, port: port, in: places)
        case .aviaryWatched:
            Self.aviary(
                places.tinyRepository,
                database: places.scratch.appending("watched.sqlite").string,
                monitoring: "sample",
                port: port,
                in: places
            )
        case .aviaryVersions, .aviaryVersionsToo: Self.aviary(places.versionsRepository, port: port, in: places)
        case .aviaryDurable:
            Self.aviary(
                places.versionsRepository,
                database: places.scratch.appending("state.sqlite").string,
                port: port,
                in: places
            )
        case .aviaryLaboratory: Self.aviary(places.laboratoryRepository, port: port, in: places)
        case .fastapi: Self.uvicorn("fastapi_app:app", port: port, in: places)
        case .granianASGI: Self.granian("granian_asgi:app", interface: "asgi", port: port, in: places)
        case .granianRSGI: Self.granian("granian_rsgi:app", interface: "rsgi", port: port, in: places)
        case .laboratory: Self.uvicorn("laboratory_app:app", port: port, in: places)
        case .laboratoryInMemory: Self.uvicorn("laboratory_app:in_memory", port: port, in: places)
        case .laboratoryVectorised: Self.uvicorn("laboratory_app:vectorised", port: port, in: places)
        }
    }

    private static func aviary(
        _ repository: FilePath,
        database: String = ":memory:",
        monitoring: String = "none",
        port: Int,
        in places: Places
    ) -> Command {
        // Started in the root of the checkout, where it finds ONNX Runtime. Nothing is left in a repository, and several
        // servers may share one. Those it is compared with watch no requests, so it does not either where not said.
        Command(
            executable: places.aviary,
            arguments: [
                "serve", "--repository", repository.string, "--database", database, "--host", "127.0.0.1",
                "--port", "\(port)", "--monitoring", monitoring,
            ],
            workingDirectory: places.root
        )
    }

    private static func uvicorn(_ app: String, port: Int, in places: Places) -> Command {
        Command(
            executable: places.python.appending("bin/uvicorn"),
            arguments: [
                app, "--workers", "2", "--loop", "uvloop", "--http", "httptools", "--no-access-log",
                "--log-level", "warning", "--host", "127.0.0.1", "--port", "\(port)",
            ],
            workingDirectory: places.peers
        )
    }

    private static func granian(_ app: String, interface: String, port: Int, in places: Places) -> Command {
        Command(
            executable: places.python.appending("bin/granian"),
            arguments: [
                app, "--interface", interface, "--workers", "2", "--loop", "uvloop", "--no-access-log",
                "--log-level", "warning", "--host", "127.0.0.1", "--port", "\(port)",
            ],
            workingDirectory: places.peers
        )
    }
}
