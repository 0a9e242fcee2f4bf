import AviaryCore
import AviaryServing
import Synchronization

/// A backend whose runs the test lets go one by one: y = x, or what the test says.
///
/// The engine's scheduling is under test here; models themselves are run by ONNX Runtime in its own tests.
final class GatedBackend: Backend {
    let signature: Signature
    /// The rows of each run, as they begin.
    private let runs: AsyncStream<Int>
    private let begun: AsyncStream<Int>.Continuation
    private let gate = Condition(Gate())

    private struct Gate {
        var permits = 0
        var isOpen: Bool
        var failure: AviaryError?

        init() { self.isOpen = false }
    }

    init(free: Bool = true, open: Bool = false) {
        let dimensions: [TensorSignature.Dimension] = [free ? .free(symbol: "n") : .fixed(1), .fixed(2)]
        self.signature = Signature(
            inputs: [TensorSignature(name: "x", dataType: .float32, dimensions: dimensions)],
            outputs: [TensorSignature(name: "y", dataType: .float32, dimensions: dimensions)]
        )
        (self.runs, self.begun) = AsyncStream.makeStream()
        if open { self.gate.withLock { $0.isOpen = true } }
    }

    /// Waits for the next run to begin.
    ///
    /// - Returns: its rows.
    func nextRun() async -> Int? {
        for await rows in self.runs { return rows }
        return nil
    }

    /// Lets so many runs end.
    func permit(_ count: Int = 1) {
        self.gate.withLock { $0.permits += count }
        self.gate.notifyAll()
    }

    /// Lets all runs end at once, from now on.
    func open() {
        self.gate.withLock { $0.isOpen = true }
        self.gate.notifyAll()
    }

    /// Lets all runs fail, from now on.
    func fail(_ error: AviaryError) {
        self.gate.withLock { $0.failure = error }
        self.gate.notifyAll()
    }

    func run(_ inputs: [Tensor], outputs: [Int], control: RunControl?) throws(AviaryError) -> [Tensor] {
        let isStopped = Stopped()
        control?.onStop {
            isStopped.flag.store(true, ordering: .releasing)
            self.gate.notifyAll()
        }
        self.begun.yield(inputs[0].shape.dimensions[0])
        let failure: AviaryError? = self.gate.wait { gate in
            if let failure = gate.failure { return .done(failure) }
            if isStopped.flag.load(ordering: .acquiring) { return .done(AviaryError(.cancelled, "stopped")) }
            if gate.isOpen { return .done(nil) }
            guard gate.permits > 0 else { return .wait(until: Moment.now.advanced(by: .milliseconds(20))) }
            gate.permits -= 1
            return .done(nil)
        }
        if let failure { throw failure }
        return [inputs[0]]
    }
}

private final class Stopped: Sendable {
    let flag = Atomic(false)
}

/// Requests and their outcomes.
struct Asked {
    let inference: Inference
    let outcome: AsyncStream<Inference.Outcome>

    init(
        _ rows: Int = 1,
        value: Float = 0,
        width: Int = 2,
        within: Duration = .seconds(60),
        at now: Moment = .now
    ) throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Inference.Outcome.self)
        self.outcome = stream
        self.inference = Inference(
            inputs: [try Tensor([Float](repeating: value, count: rows * width), shape: Shape([rows, width]))],
            outputs: [0],
            accepted: now,
            deadline: now.advanced(by: within)
        ) { outcome in
            continuation.yield(outcome)
            continuation.finish()
        }
    }

    /// The outcome, once it is there; the stream ends after it, so a second answer would show.
    func answer() async -> Inference.Outcome {
        var answers: [Inference.Outcome] = []
        for await outcome in self.outcome { answers.append(outcome) }
        precondition(answers.count == 1, "a request is answered exactly once")
        return answers[0]
    }
}

extension Inference.Outcome {
    /// Why the request failed; `nil` if it did not.
    var failure: AviaryError.Code? {
        if case .failure(let error) = self.result { error.code } else { nil }
    }

    /// The output's numbers.
    var values: [Float] { (try? self.result.get()[0].values(as: Float.self)) ?? [] }
}

/// An engine over a backend.
func engine(
    _ backend: any Backend,
    version: UInt64 = 1,
    batching: ModelConfiguration.BatchLimits? = nil,
    instances: Int = 1,
    queue: Int = 256,
    cost: RunCost = RunCost()
) throws -> Engine {
    var configuration = ModelConfiguration()
    configuration.instances = instances
    configuration.queueSize = queue
    return Engine(
        model: try ModelName("m"),
        version: VersionNumber(version),
        configuration: configuration,
        batching: batching,
        runsInline: true,
        cost: cost,
        backend: backend,
        watch: try DeadlineWatch()
    )
}

/// A queue that expectations may change: they take no mutating calls.
final class Waiting {
    private var queue: BatchQueue

    init(_ limits: ModelConfiguration.BatchLimits?, capacity: Int = 10) {
        self.queue = BatchQueue(limits: limits, capacity: capacity)
    }

    var count: Int { self.queue.count }
    func append(_ asked: Asked) -> Bool { self.queue.append(asked.inference) }
    func next(at now: Moment) -> BatchQueue.Step { self.queue.next(at: now) }
    func expired(at now: Moment) -> (late: [Inference], next: Moment?) { self.queue.expired(at: now) }
}
