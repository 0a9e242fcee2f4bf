internal import FoundationEssentials
internal import NIOCore
internal import NIOPosix
internal import Subprocess
internal import SystemPackage

/// A server that answers.
struct RunningServer: Sendable {
    let server: Server
    let port: Int
    let process: Int32
    /// From the start of its process to its first reply.
    let startUp: Duration

    /// The resident memory in MiB, as Linux counts it.
    ///
    /// - Returns: `VmRSS`.
    /// - Throws: ``Trouble`` where the process has ended.
    func residentMemory() throws -> Double {
        let status = try String(contentsOfFile: "/proc/\(self.process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) else {
            throw Trouble("\(self.server.rawValue) has ended while its memory was to be read")
        }
        return kibibytes / 1024
    }

    /// The processor time that the server and its workers have taken so far.
    ///
    /// - Returns: a multiple of 10 ms, as Linux tells it.
    /// - Throws: the system's error.
    func processorTime() throws -> Duration {
        var ticks: Int64 = 0
        for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int32(entry) != nil {
            // A process may end between the listing and the reading.
            guard let stat = try? String(contentsOfFile: "/proc/\(entry)/stat", encoding: .utf8),
                let name = stat.lastIndex(of: ")")
            else { continue }
            // What follows the name: state, parent, group, ...; user and system time are the 12th and the 13th.
            let fields = stat[name...].dropFirst(2).split(separator: " ")
            guard fields.count > 12, Int32(fields[2]) == self.process else { continue }
            ticks += (Int64(fields[11]) ?? 0) + (Int64(fields[12]) ?? 0)
        }
        return .milliseconds(10 * ticks)
    }
}

extension Context {
    /// Starts servers, one after the other, and stops them when the work is done, has failed or was cancelled.
    ///
    /// - Parameters:
    ///   - servers: what is started.
    ///   - request: what each has to answer before it counts as started.
    ///   - work: is given the servers in their order.
    /// - Returns: what the work gives.
    /// - Throws: ``Trouble`` where a server does not answer, and what the work throws.
    func withServers<Result: Sendable>(
        _ servers: [Server],
        answering request: Request,
        _ work: ([RunningServer]) async throws -> Result
    ) async throws -> Result {
        try await self.withServers(servers[...], running: [], answering: request, work)
    }

    private func withServers<Result: Sendable>(
        _ servers: ArraySlice<Server>,
        running: [RunningServer],
        answering request: Request,
        _ work: ([RunningServer]) async throws -> Result
    ) async throws -> Result {
        guard let next = servers.first else { return try await work(running) }
        return try await self.withServer(next, answering: request) { server in
            try await self.withServers(servers.dropFirst(), running: running + [server], answering: request, work)
        }
    }

    private func withServer<Result: Sendable>(
        _ server: Server,
        answering request: Request,
        _ work: (RunningServer) async throws -> Result
    ) async throws -> Result {
        let port = try await Self.freePort()
        let command = server.command(port: port, in: self.places)
        var options = PlatformOptions()
        // A process group of its own: Ctrl-C goes to this program alone, and workers are stopped with their parent.
        options.processGroupID = 0
        let stopping: [TeardownStep] = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(3))
        ]
        options.teardownSequence = stopping
        let log = self.places.scratch.appending("\(server.rawValue).log")
        let logFile = try FileDescriptor.open(
            log,
            .writeOnly,
            options: [.create, .truncate],
            permissions: .ownerReadWrite
        )
        let started = ContinuousClock.now
        let outcome = try await run(
            .path(command.executable),
            arguments: Arguments(command.arguments),
            workingDirectory: command.workingDirectory,
            platformOptions: options,
            input: .none,
            output: .fileDescriptor(logFile, closeAfterSpawningProcess: true),
            error: .combinedWithOutput
        ) { execution in
            let outcome: Swift.Result<Result, any Error>
            do {
                let process = execution.processIdentifier.value
                try await Self.waitForReply(port: port, process: process, request: request, log: log)
                let startUp = ContinuousClock.now - started
                let running = RunningServer(server: server, port: port, process: process, startUp: startUp)
                outcome = .success(try await work(running))
            } catch {
                outcome = .failure(error)
            }
            await execution.teardown(using: stopping)
            // A worker that outlived its parent; there is none as a rule, which is no error.
            try? execution.send(signal: .kill, toProcessGroup: true)
            return outcome
        }
        return try outcome.closureResult.get()
    }

    /// Asks until the answer is 200.
    private static func waitForReply(port: Int, process: Int32, request: Request, log: FilePath) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if await request.isAnswered(port: port) { return }
            try Task.checkCancellation()
            let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            if state?.contains(") Z ") ?? true { break }
            try await Task.sleep(for: .milliseconds(2))
        }
        let lines = (try? String(contentsOfFile: log.string, encoding: .utf8)) ?? ""
        let tail = lines.split(separator: "\n").suffix(12).joined(separator: "\n    ")
        throw Trouble("process \(process) on port \(port) does not answer \(request.path); it said:\n    \(tail)")
    }

    /// A port that nothing listens on now.
    private static func freePort() async throws -> Int {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        let channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port
        try await channel.close()
        guard let port else { throw Trouble("the system gives no port") }
        return port
    }
}
