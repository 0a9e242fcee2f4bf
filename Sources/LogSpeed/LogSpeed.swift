import ArgumentParser
import AviaryControl
import AviaryCore
import AviaryStore
import Foundation

/// Measures how many predictions a second the log takes: the rules of privacy, the text, the database.
@main
struct LogSpeed: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log-speed",
        abstract: "Write predictions into a new log, and print as JSON how long it took."
    )

    @Option(help: "How many predictions.") var rows = 500_000
    @Option(help: "How many are written at a time.") var batch = 4096

    func validate() throws {
        guard self.rows > 0, self.batch > 0 else { throw ValidationError("--rows and --batch are above 0") }
    }

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "aviary-log-speed-\(getpid())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "predictions.sqlite").path()
        let log = try PredictionLog(path: path)
        var plan = LogPlan()
        plan.subject = .parameter("user")
        plan.fields = ["email": .hash]
        var random = SystemRandomNumberGenerator()
        var (written, encoding, writing) = (0, Duration.zero, Duration.zero)
        var processor = 0.0
        while written < self.rows {
            let predictions = try (0..<min(self.batch, self.rows - written)).map {
                try Self.prediction(written + $0, using: &random)
            }
            let (begin, before) = (ContinuousClock.now, Self.processorSeconds)
            let rows = predictions.map { log.privacy.row($0, plan) }
            let encoded = ContinuousClock.now
            try log.append(rows)
            writing += ContinuousClock.now - encoded
            encoding += encoded - begin
            processor += Self.processorSeconds - before
            written += rows.count
        }
        try log.close()
        let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        let seconds = (encoding + writing) / .seconds(1)
        print(
            #"{"rows":\#(written),"rowsPerSecond":\#(Double(written) / seconds),"#
                + #""privacySeconds":\#(encoding / .seconds(1)),"databaseSeconds":\#(writing / .seconds(1)),"#
                + #""rowsPerProcessorSecond":\#(Double(written) / processor),"#
                + #""bytesPerRow":\#(bytes / written)}"#
        )
    }

    /// The time that this thread has had a core, which other programs do not lengthen.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// A request of 13 numbers with two parameters, one of which is hashed, and a reply of a class and its probabilities.
    private static func prediction(
        _ number: Int,
        using random: inout some RandomNumberGenerator
    ) throws -> RecordedPrediction {
        let id = PredictionID(milliseconds: UInt64(Timestamp.now.milliseconds), using: &random)
        let features = (0..<13).map { _ in Float(Int.random(in: 0..<10_000, using: &random)) / 100 }
        let share = Float(Int.random(in: 0...1000, using: &random)) / 1000
        return RecordedPrediction(
            id: id,
            at: id.at,
            endpoint: try ModelName("wine"),
            model: try ModelName("wine"),
            version: VersionNumber(1),
            role: .stable,
            latency: 250_000,
            request: InferenceRequest(
                parameters: ["user": .int64(Int64(number % 10_000)), "email": .string("ada@example.org")],
                inputs: [NamedTensor(name: "features", tensor: try Tensor(features, shape: Shape([1, 13])))]
            ),
            outputs: [
                NamedTensor(name: "label", tensor: try Tensor([Int64(number % 3)])),
                NamedTensor(name: "probabilities", tensor: try Tensor([share, 1 - share, 0], shape: Shape([1, 3]))),
            ]
        )
    }
}
