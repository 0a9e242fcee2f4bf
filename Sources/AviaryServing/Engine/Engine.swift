package import AviaryCore

/// Runs one version of a model for everybody who asks: at once where that is quickest, else from a bounded queue on
/// threads of its own.
package final class Engine: Sendable {
    /// The model that is run.
    package let model: ModelName
    /// Which version of it.
    package let version: VersionNumber
    /// How it is served.
    package let configuration: ModelConfiguration
    /// How requests are joined; `nil` where they are not.
    package let batching: ModelConfiguration.BatchLimits?
    /// What the model takes and gives.
    package var signature: Signature { self.backend.signature }

    private let runsInline: Bool
    private let backend: any Backend
    private let watch: DeadlineWatch
    private let instruments: EngineInstruments
    private let cost: Locked<RunCost>
    private let statisticsBox = Locked(EngineStatistics())
    private let state: Condition<State>

    private struct State {
        var queue: BatchQueue
        var running: [Run] = []
        var workers = 0
        var idleWorkers = 0
        var isClosed = false
    }

    /// Makes an engine.
    ///
    /// - Parameters:
    ///   - model: the model that is run.
    ///   - version: which version of it.
    ///   - configuration: how it is served.
    ///   - batching: how requests are joined; `nil` to run each by itself.
    ///   - runsInline: whether the size of a request tells what it costs, so that quick ones may run where they arrive.
    ///   - cost: what is known of its runs before the first.
    ///   - backend: runs the model.
    ///   - watch: tells when deadlines pass.
    package init(
        model: ModelName,
        version: VersionNumber,
        configuration: ModelConfiguration,
        batching: ModelConfiguration.BatchLimits?,
        runsInline: Bool,
        cost: RunCost = RunCost(),
        backend: any Backend,
        watch: DeadlineWatch
    ) {
        self.model = model
        self.version = version
        self.configuration = configuration
        self.batching = batching
        self.runsInline = runsInline
        self.cost = Locked(cost)
        self.backend = backend
        self.watch = watch
        self.instruments = EngineInstruments(model: model, version: version)
        self.state = Condition(State(queue: BatchQueue(limits: batching, capacity: configuration.queueSize)))
        watch.add(self)
    }

    /// What the engine has done since it was loaded.
    package var statistics: EngineStatistics { self.statisticsBox.withLock { $0 } }

    /// How many requests wait or are being run.
    package var pending: Int {
        self.state.withLock { $0.queue.count + $0.running.reduce(0) { $0 + $1.inferences.count } }
    }

    /// How many requests wait for a run; those that an event loop joins in its own next run are not among them.
    package var waiting: Int { self.state.withLock { $0.queue.count } }

    /// Whether the engine takes no more requests and has answered those that it took.
    var isDone: Bool {
        self.state.withLock { $0.isClosed && $0.running.isEmpty && $0.queue.count == 0 }
    }

    /// Whether a request of this size is run where it arrives.
    ///
    /// - Parameter byteCount: the size of its inputs.
    /// - Returns: whether its expected cost is known and small.
    package func isInline(byteCount: Int) -> Bool {
        self.runsInline && self.cost.withLock { $0.isInline(byteCount: byteCount) }
    }

    /// Accepts a request: runs it on the calling thread if the model is quick and requests are not joined, else queues it.
    ///
    /// - Parameter inference: the request; it is answered in any case, with `exhausted` when the queue is full.
    package func submit(_ inference: Inference) {
        if self.batching == nil, self.isInline(byteCount: inference.byteCount) {
            self.runInline([inference])
        } else {
            self.enqueue(inference)
        }
    }

    /// Queues a request for the engine's own threads.
    package func enqueue(_ inference: Inference) {
        enum Answer {
            case queued(newWorker: Bool)
            case full(Int)
            case closed
        }
        let answer: Answer = self.state.withLock { state in
            guard !state.isClosed else { return .closed }
            guard state.queue.append(inference) else { return .full(state.queue.count) }
            // A thread is started when all that there are have work, up to the number of instances.
            let needsWorker = state.idleWorkers == 0 && state.workers < self.configuration.instances
            if needsWorker { state.workers += 1 }
            return .queued(newWorker: needsWorker)
        }
        switch answer {
        case .queued(let newWorker):
            if newWorker { self.startWorker() } else { self.state.notifyOne() }
            self.watch.note(inference.deadline)
        case .full(let count):
            inference.finish(
                .failure(
                    AviaryError(
                        .exhausted,
                        "\(self.model) has \(count) requests waiting and takes no more",
                        remedy: "try again later, or raise 'queueSize' or 'instances' in its model.yaml"
                    )
                )
            )
        case .closed:
            inference.finish(
                .failure(AviaryError(.unavailable, "version \(self.version) of \(self.model) is unloading"))
            )
        }
    }

    /// Runs requests on the calling thread, together if there are several.
    ///
    /// - Parameter inferences: at least one; compatible with each other.
    package func runInline(_ inferences: [Inference]) {
        let run = Run(inferences)
        self.state.withLock { $0.running.append(run) }
        // However quick it should be, its deadlines stop it as they stop any other.
        for inference in inferences { self.watch.note(inference.deadline) }
        self.perform(run)
        self.end(run)
    }

    /// Runs the model outside all queues, to warm it up and to learn what it costs.
    ///
    /// - Parameters:
    ///   - inputs: one tensor for each input.
    ///   - outputs: which outputs are wanted.
    /// - Returns: the nanoseconds that it took.
    /// - Throws: ``AviaryError`` when the model fails.
    @discardableResult
    package func measure(_ inputs: [Tensor], outputs: [Int]) throws(AviaryError) -> UInt64 {
        let started = Moment.now
        _ = try self.backend.run(inputs, outputs: outputs, control: nil)
        let byteCount = inputs.reduce(0) { $0 + $1.range.count }
        let nanoseconds = Moment.now.since(started)
        self.cost.withLock { $0.record(byteCount: byteCount, nanoseconds: nanoseconds) }
        return nanoseconds
    }

    /// Runs the model outside all queues, and learns nothing from it.
    ///
    /// - Parameter inputs: one tensor for each input.
    /// - Returns: all outputs, in the signature's order.
    /// - Throws: ``AviaryError`` when the model fails.
    func runAside(_ inputs: [Tensor]) throws(AviaryError) -> [Tensor] {
        try self.backend.run(inputs, outputs: Array(self.signature.outputs.indices), control: nil)
    }

    /// Whether the engine takes no more requests.
    var isClosed: Bool { self.state.withLock { $0.isClosed } }

    /// Takes no more requests; those that wait are still run, then the threads end.
    package func close() {
        self.state.withLock { $0.isClosed = true }
        self.state.notifyAll()
        self.watch.remove(self)
    }

    /// Answers the requests whose deadline has passed, waiting or running.
    ///
    /// - Parameter now: the present moment.
    /// - Returns: when to look again.
    func expire(at now: Moment) -> Moment? {
        let (late, next, running) = self.state.withLock { state in
            let (late, next) = state.queue.expired(at: now)
            return (late, next, state.running)
        }
        var following = next
        for inference in late { self.expire(inference, at: now) }
        for run in running {
            for inference in run.inferences where !inference.isFinished {
                if inference.deadline <= now {
                    self.expire(inference, at: now)
                } else {
                    following = following.map { min($0, inference.deadline) } ?? inference.deadline
                }
            }
        }
        return following
    }

    private func expire(_ inference: Inference, at now: Moment) {
        if inference.expire(at: now) {
            self.statisticsBox.withLock { $0.recordFailure(now.since(inference.accepted)) }
        }
    }

    private func startWorker() {
        do throws(AviaryError) {
            try NativeThread.start { self.work() }
        } catch {
            // Another thread may do the work; without any, the requests are answered at their deadline.
            self.state.withLock { $0.workers -= 1 }
        }
    }

    /// What each of the engine's own threads does until the engine is closed and its queue empty.
    private func work() {
        while let run = self.nextRun() {
            self.perform(run)
            self.end(run)
        }
    }

    private func end(_ run: Run) {
        self.state.withLock { state in
            guard let index = state.running.firstIndex(where: { $0 === run }) else { return }
            state.running.swapAt(index, state.running.count - 1)
            state.running.removeLast()
        }
    }

    private func nextRun() -> Run? {
        self.state.withLock { $0.idleWorkers += 1 }
        return self.state.wait { state in
            switch state.queue.next(at: .now) {
            case .run(let inferences):
                let run = Run(inferences)
                state.running.append(run)
                state.idleWorkers -= 1
                return .done(run)
            case .wait(let moment):
                return .wait(until: moment)
            case .idle where state.isClosed:
                state.idleWorkers -= 1
                state.workers -= 1
                return .done(nil)
            case .idle:
                return .wait(until: nil)
            }
        }
    }

    /// Runs requests and answers them.
    private func perform(_ run: Run) {
        let started = Moment.now
        var live: [Inference] = []
        live.reserveCapacity(run.inferences.count)
        for inference in run.inferences {
            if inference.deadline <= started {
                self.expire(inference, at: started)
                run.leave()
            } else if inference.begin(in: run) {
                live.append(inference)
            } else {
                run.leave()
            }
        }
        guard let first = live.first else { return }
        do throws(AviaryError) {
            let inputs = live.count == 1 ? first.inputs : self.joined(live)
            let joined = Moment.now
            let outputs = try self.backend.run(inputs, outputs: first.outputs, control: run.control)
            let ran = Moment.now
            let parts = live.count == 1 ? [outputs] : try self.parted(outputs, among: live)
            self.conclude(live, parts, [started, joined, ran, .now])
        } catch {
            let now = Moment.now
            for inference in live where inference.finish(.failure(error)) {
                self.statisticsBox.withLock { $0.recordFailure(now.since(inference.accepted)) }
            }
        }
    }

    private func joined(_ live: [Inference]) -> [Tensor] {
        live[0].inputs.indices.map { index in Batch.join(live.map { $0.inputs[index] }) }
    }

    private func parted(_ outputs: [Tensor], among live: [Inference]) throws(AviaryError) -> [[Tensor]] {
        var parts = [[Tensor]](repeating: [], count: live.count)
        let rows = live.map(\.rows)
        for (index, output) in outputs.enumerated() {
            let name = self.signature.outputs[live[0].outputs[index]].name
            for (part, tensor) in try Batch.split(output, rows: rows, name: name).enumerated() {
                parts[part].append(tensor)
            }
        }
        return parts
    }

    /// Answers the requests of a run that succeeded, and learns from it.
    private func conclude(_ live: [Inference], _ parts: [[Tensor]], _ moments: [Moment]) {
        let (started, joined, ran, parted) = (moments[0], moments[1], moments[2], moments[3])
        self.cost.withLock { cost in
            cost.record(byteCount: live.reduce(0) { $0 + $1.byteCount }, nanoseconds: parted.since(started))
        }
        var timing = Timing()
        timing.input = joined.since(started)
        timing.infer = ran.since(joined)
        timing.output = parted.since(ran)
        timing.batchRows = live.reduce(0) { $0 + $1.rows }
        var timings: [Timing] = []
        var totals: [UInt64] = []
        for inference in live {
            timing.queue = started.since(inference.accepted)
            timings.append(timing)
            totals.append(parted.since(inference.accepted))
        }
        // Counted before the answers go out, so that whoever has an answer finds it in the statistics.
        let now = UInt64(clamping: Timestamp.now.milliseconds)
        self.statisticsBox.withLock { $0.record(timings, totals: totals, at: now) }
        self.instruments.record(timings)
        for (index, inference) in live.enumerated() {
            inference.finish(.success(parts[index]), timing: timings[index])
        }
    }
}
