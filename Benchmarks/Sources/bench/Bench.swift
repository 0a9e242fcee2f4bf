internal import ArgumentParser
internal import Dispatch
internal import Foundation
internal import SystemPackage

/// Measures Aviary beside what it is held against, and prints whether its budgets are kept.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures Aviary beside bare NIO, FastAPI and Granian, all on this machine's cores.",
        discussion: "Scenarios: \(scenarios.map(\.name).joined(separator: ", ")). Benchmarks/README.md explains them."
    )

    @Option(help: ArgumentHelp("The program to measure; .build/release/aviary by default.", valueName: "path"))
    var aviary: String?
    @Option(help: ArgumentHelp("Measure this scenario alone; may be given several times.", valueName: "name"))
    var only: [String] = []
    @Option(help: "The seconds of one run: 5, or 2 with --quick.") var seconds: Int?
    @Option(help: "The runs of which the median counts: 5, or 3 with --quick.") var rounds: Int?
    @Flag(help: "Short runs and 100,000 instead of 1,000,000 requests for memory.") var quick = false
    @Flag(help: "Leave Aviary out, to look at the others.") var peers = false
    @Flag(help: "End with exit code 1 where a budget is not kept.") var strict = false

    func validate() throws {
        let names = scenarios.map(\.name)
        if let unknown = self.only.first(where: { !names.contains($0) }) {
            throw ValidationError("there is no scenario '\(unknown)', only \(names.joined(separator: ", "))")
        }
        guard (1...600).contains(self.seconds ?? 1), (1...100).contains(self.rounds ?? 1) else {
            throw ValidationError("--seconds goes from 1 to 600, --rounds from 1 to 100")
        }
    }

    func run() async throws {
        let work = Task { try await self.measure() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { work.cancel() }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        do {
            let areKept = try await work.value
            if self.strict, !areKept { throw ExitCode.failure }
        } catch is CancellationError {
            print("\nstopped")
            throw ExitCode(130)
        }
    }

    /// Measures all scenarios.
    ///
    /// - Returns: whether every budget was kept.
    private func measure() async throws -> Bool {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "aviary-bench-\(getpid())")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let places = Places(aviary: self.aviary, program: FilePath(program), scratch: FilePath(scratch.path()))
        try await places.prepare(isWithoutAviary: self.peers)
        let context = Context(
            places: places,
            effort: Context.Effort(
                seconds: self.seconds ?? (self.quick ? 2 : 5),
                rounds: self.rounds ?? (self.quick ? 3 : 5),
                requests: self.quick ? 100_000 : 1_000_000
            ),
            journal: try Journal(in: places.results),
            isWithoutAviary: self.peers
        )
        var areKept = true
        for scenario in scenarios where self.only.isEmpty || self.only.contains(scenario.name) {
            print("\n\(scenario.name): \(scenario.title)")
            // Each scenario takes a while, and a pipe would keep its heading back.
            fflush(nil)
            do {
                let outcome = try await scenario.measure(in: context)
                for line in outcome.lines { print("    \(line)") }
                for verdict in outcome.verdicts { print("  \(verdict)") }
                areKept = areKept && outcome.verdicts.allSatisfy(\.isKept)
            } catch let trouble as Trouble {
                print("  ✗ \(trouble)")
                areKept = false
            }
        }
        print("\nevery run: \(context.journal.path)")
        return areKept
    }
}
