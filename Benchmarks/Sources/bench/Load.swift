internal import FoundationEssentials
internal import Subprocess
internal import SystemPackage

/// Requests to one server for a while, made by wrk on the cores that the server runs on.
struct Load: Sendable {
    let server: RunningServer
    var request: Request
    var connections: Int
    var seconds: Int
    /// What each connection waits before its next request.
    var pause = Pause.none
    /// How many requests are sent in turn, which differ where path or header fields have a `#`: it becomes their number.
    var variants = 1

    /// What a connection waits before its next request, in milliseconds.
    enum Pause: Sendable {
        case none
        case always(Int)
        /// Anything up to twice as much, so that connections do not come together.
        case about(Int)

        fileprivate var text: String {
            switch self {
            case .none: "0"
            case .always(let time): "\(time)"
            case .about(let time): "0-\(2 * time)"
            }
        }
    }

    /// What wrk measured.
    struct Report: Decodable, Sendable {
        let requests: Int
        let microseconds: Int
        let p50: Int
        let p90: Int
        let p99: Int
        let max: Int
        /// Replies with a status of 400 or more.
        let refused: Int
        /// Connections that could not be made, read from or written to.
        let broken: Int
        let timeouts: Int

        /// The processor time that the server took for a request, with what the kernel did for it, in microseconds.
        ///
        /// It is measured beside wrk, and disturbed far less by whatever else the machine does than the rate is.
        var cost = Double.nan

        private enum CodingKeys: CodingKey {
            case requests, microseconds, p50, p90, p99, max, refused, broken, timeouts
        }

        /// The requests that were answered in a second.
        var rate: Double { Double(self.requests) * 1e6 / Double(self.microseconds) }
    }

    /// Makes the requests.
    ///
    /// - Parameter places: where the script and the bodies lie.
    /// - Returns: what was measured.
    /// - Throws: ``Trouble`` where a request failed: what was not answered must not be counted.
    func run(in places: Places) async throws -> Report {
        let bodies = try self.request.writeBodies(in: places.scratch)
        let before = try self.server.processorTime()
        let outcome = try await Subprocess.run(
            .name("wrk"),
            arguments: Arguments(
                [
                    "--threads", "1", "--connections", "\(self.connections)", "--duration", "\(self.seconds)s",
                    "--timeout", "10s", "--script", places.wrkScript.string,
                    "http://127.0.0.1:\(self.server.port)/",
                    "--", self.pause.text, "\(self.variants)", self.request.path,
                ] + bodies.map { "@\($0)" } + self.request.fields.map { "\($0.name)=\($0.value)" }
            ),
            output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16)
        )
        try Task.checkCancellation()
        guard let line = outcome.standardOutput.split(separator: "\n").last(where: { $0.hasPrefix("{") }) else {
            throw Trouble("wrk measured nothing: \(outcome.standardError)\(outcome.standardOutput)")
        }
        var report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
        guard report.refused + report.broken + report.timeouts == 0 else {
            throw Trouble(
                """
                \(self.server.server.rawValue) failed at \(self.request.path): \(report.refused) refused, \
                \(report.broken) broken, \(report.timeouts) timed out, of \(report.requests)
                """
            )
        }
        report.cost = (try self.server.processorTime() - before) / .microseconds(1) / Double(report.requests)
        return report
    }
}
