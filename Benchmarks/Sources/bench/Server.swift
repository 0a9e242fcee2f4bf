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
    /// FastAPI on uvicorn.
    case fastapi
    /// A handler without a framework on Granian, by Python's standard interface and with Python's own JSON.
    case granianASGI
    /// The same by Granian's own interface and with orjson.
    case granianRSGI

    /// How the server is started.
    struct Command: Sendable {
        let executable: FilePath
        let arguments: [String]
        let workingDirectory: FilePath
    }

    /// Whether it is what the benchmark is about; all others are compared with it.
    var isAviary: Bool { self == .aviary || self == .aviaryTiny }

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
        case .aviary, .aviaryTiny:
            // Started in the repository's root, where it finds ONNX Runtime.
            Command(
                executable: places.aviary,
                arguments: [
                    "serve", "--repository", (self == .aviary ? places.models : places.tinyRepository).string,
                    "--host", "127.0.0.1", "--port", "\(port)",
                ],
                workingDirectory: places.root
            )
        case .fastapi:
            Command(
                executable: places.python.appending("bin/uvicorn"),
                arguments: [
                    "fastapi_app:app", "--workers", "2", "--loop", "uvloop", "--http", "httptools",
                    "--no-access-log", "--log-level", "warning", "--host", "127.0.0.1", "--port", "\(port)",
                ],
                workingDirectory: places.peers
            )
        case .granianASGI: Self.granian("granian_asgi:app", interface: "asgi", port: port, in: places)
        case .granianRSGI: Self.granian("granian_rsgi:app", interface: "rsgi", port: port, in: places)
        }
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
