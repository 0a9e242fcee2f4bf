import AviaryControl
import AviaryCore
import AviaryServing
import AviaryStore
import AviaryTesting
import Testing

@testable import AviaryServer

struct ControlLoopTests {
    private static let asking = Asking(actor: "eve")
    private let name: ModelName
    private let world = SmallWorld()
    private let store: SQLiteStore

    init() throws {
        self.name = try ModelName("wine")
        self.store = try SQLiteStore(path: SQLiteStore.memory)
    }

    private static func canary(_ version: UInt64 = 2) throws -> EndpointSpecification.Introduction {
        let metric = AnalysisMetric(name: "error-rate", measure: .errorRate, margin: 0.05)
        let analysis = AnalysisPlan(minimumRequests: 50, deadline: .seconds(60), metrics: [metric])
        let plan = try RolloutPlan(steps: [.setWeight(.percent(50)), .analysis(analysis)])
        return .init(candidate: VersionNumber(version), plan: plan)
    }

    /// A loop with a rollout that is at its analysis.
    private func judging(_ store: (any Store)? = nil) async throws -> ControlLoop {
        let loop = self.world.loop(store ?? self.store)
        _ = try await loop.start(try Self.canary(), on: self.name, Self.asking)
        await loop.settle()
        return loop
    }

    /// Requests that stable and candidate have answered in turn.
    private func answer(_ count: Int, candidateFails: Bool) throws {
        let traffic = try #require(self.world.routes(self.name))
        let shard = self.world.recorder.makeShard()
        for index in 0..<count {
            let isCandidate = index % 2 == 1
            shard.append(
                Observation(
                    endpoint: self.name,
                    version: VersionNumber(isCandidate ? 2 : 1),
                    role: isCandidate ? .candidate : .stable,
                    generation: traffic.generation,
                    latency: 1_000_000,
                    failure: isCandidate && candidateFails ? .modelFailed : nil
                )
            )
        }
    }

    private func tick(_ loop: ControlLoop) async {
        self.world.pass(.seconds(1))
        await loop.tick()
    }

    @Test func `a candidate that fails is taken out within ten of its requests, and the log says why`() async throws {
        let loop = try await self.judging()
        #expect(self.world.routes(self.name)?.candidate?.weight == .percent(50))
        try self.answer(20, candidateFails: true)
        await self.tick(loop)
        #expect(self.world.routes(self.name)?.candidate == nil)
        #expect(self.world.routes(self.name)?.stable == VersionNumber(1))
        let rollout = try await loop.rollout("wine").rollout
        guard case .aborted(let reason) = rollout.phase else {
            Issue.record("\(rollout.phase)")
            return
        }
        #expect(reason.hasPrefix("error-rate is 1.00 higher than stable's"))
        let last = try #require(try await self.store.events(EventQuery(rollout: rollout.id)).last?.event.kind)
        #expect(last == .routed(Routes(stable: VersionNumber(1))))
        #expect(await loop.endpoint(self.name)?.record.rollout == nil)
    }

    @Test func `a candidate that does as well becomes stable`() async throws {
        let loop = try await self.judging()
        for _ in 0..<20 {
            try self.answer(100, candidateFails: false)
            await self.tick(loop)
        }
        #expect(try await loop.rollout("wine").rollout.phase == .promoted)
        #expect(await loop.endpoint(self.name)?.record.stable == VersionNumber(2))
        #expect(self.world.routes(self.name)?.stable == VersionNumber(2))
    }

    @Test func `requests that were routed before the analysis began do not count`() async throws {
        let loop = try await self.judging()
        let generation = try #require(self.world.routes(self.name)?.generation)
        let shard = self.world.recorder.makeShard()
        for _ in 0..<200 {
            shard.append(
                Observation(
                    endpoint: self.name,
                    version: VersionNumber(2),
                    role: .candidate,
                    generation: generation - 1,
                    latency: 1,
                    failure: .modelFailed
                )
            )
        }
        await self.tick(loop)
        #expect(try await loop.rollout("wine").analyses.first?.requests == 0)
    }

    @Test func `what another version makes of its copies is not held against the candidate`() async throws {
        let collector = Collector(recorder: self.world.recorder)
        let loop = self.world.loop(self.store, collector)
        let metric = AnalysisMetric(name: "error-rate", measure: .errorRate, margin: 0.05)
        let plan = try RolloutPlan(steps: [.mirror(.all), .analysis(AnalysisPlan(metrics: [metric]))])
        _ = try await loop.start(.init(candidate: VersionNumber(2), plan: plan), on: self.name, Self.asking)
        await loop.settle()
        let generation = try #require(self.world.routes(self.name)?.generation)
        for version: UInt64 in [2, 3, 3, 3] {
            collector.compare(
                MirroredPair(
                    endpoint: self.name,
                    version: VersionNumber(version),
                    generation: generation,
                    predictionID: "p",
                    request: InferenceRequest(),
                    stable: [],
                    shadow: version == 2 ? .success([]) : .failure(AviaryError(.modelFailed, "it fails")),
                    labels: [:]
                )
            )
        }
        await self.tick(loop)
        #expect(try await loop.rollout("wine").analyses.first?.requests == 1)
        let comparisons = await loop.comparisons(of: self.name)
        #expect(comparisons[VersionNumber(2)]?.compared == 1 && comparisons[VersionNumber(3)]?.failed == 3)
    }

    @Test func `a request's own fault is not held against a version`() async throws {
        let loop = try await self.judging()
        let generation = try #require(self.world.routes(self.name)?.generation)
        let shard = self.world.recorder.makeShard()
        for code in AviaryError.Code.allCases where !code.isOfVersion {
            shard.append(
                Observation(
                    endpoint: self.name,
                    version: VersionNumber(2),
                    role: .candidate,
                    generation: generation,
                    latency: 1,
                    failure: code
                )
            )
        }
        await self.tick(loop)
        #expect(try await loop.rollout("wine").analyses.first?.requests == 0)
    }

    @Test func `where the store cannot be written, a failing candidate is taken out all the same, and the log follows`()
        async throws
    {
        // What comes next after the rollout is at its analysis is the verdict.
        let operations = try await self.operationsUntilJudging()
        let faulty = FaultyStore(try SQLiteStore(path: SQLiteStore.memory), at: operations + 1, .failure)
        let loop = try await self.judging(faulty)
        try self.answer(20, candidateFails: true)
        await self.tick(loop)
        #expect(self.world.routes(self.name)?.candidate == nil)
        #expect(try await loop.rollout("wine").rollout.isOver == false)
        await self.tick(loop)
        #expect(try await loop.rollout("wine").rollout.isOver)
        #expect(self.world.routes(self.name)?.candidate == nil)
    }

    private func operationsUntilJudging() async throws -> Int {
        let counting = FaultyStore(try SQLiteStore(path: SQLiteStore.memory), at: .max, .failure)
        let loop = SmallWorld().loop(counting)
        _ = try await loop.start(try Self.canary(), on: self.name, Self.asking)
        await loop.settle()
        return counting.operations
    }

    @Test func `a second rollout is refused with the reason`() async throws {
        let loop = try await self.judging()
        let error = await #expect(throws: AviaryError.self) {
            try await loop.start(try Self.canary(3), on: self.name, Self.asking)
        }
        #expect(error?.code == .conflict)
        #expect(error?.description.contains("rollout r1 of version 2 goes on") == true)
    }

    @Test func `of two who decide on the same state, the second is told so`() async throws {
        let loop = try await self.judging()
        let revision = try await loop.rollout("wine").rollout.revision
        let asking = Asking(actor: "eve", revision: revision)
        _ = try await loop.fulfil(.pause, "wine", asking)
        let error = await #expect(throws: AviaryError.self) {
            try await loop.fulfil(.abort(reason: "no"), "wine", asking)
        }
        #expect(error?.code == .preconditionFailed)
    }

    @Test func `what was promoted stays stable when the same specification is applied again`() async throws {
        let loop = self.world.loop(self.store)
        var specification = EndpointSpecification(name: self.name, model: self.name)
        specification.stable = VersionNumber(1)
        specification.rollout = try Self.canary()
        let first = try await loop.apply(specification, Self.asking)
        await loop.settle()
        #expect(first.rollout?.candidate == VersionNumber(2))
        _ = try await loop.fulfil(.promote(fully: true), "wine", Self.asking)
        let second = try await loop.apply(specification, Self.asking)
        #expect(!second.isChange && second.rollout == nil)
        #expect(await loop.endpoint(self.name)?.record.stable == VersionNumber(2))
        // Another version in the file is what somebody wants.
        specification.stable = VersionNumber(3)
        specification.rollout = nil
        _ = try await loop.apply(specification, Self.asking)
        #expect(self.world.routes(self.name)?.stable == VersionNumber(3))
    }

    @Test func `a trial changes nothing`() async throws {
        let loop = self.world.loop(self.store)
        var specification = EndpointSpecification(name: self.name, model: self.name)
        specification.rollout = try Self.canary()
        let trial = try await loop.apply(specification, isTrial: true, Self.asking)
        #expect(trial.isChange && trial.introduction?.candidate == VersionNumber(2))
        #expect(await loop.endpoints.isEmpty)
        #expect(try await self.store.events(EventQuery()).isEmpty)
        specification.rollout = try Self.canary(9)
        let error = await #expect(throws: AviaryError.self) {
            try await loop.apply(specification, isTrial: true, Self.asking)
        }
        #expect(error?.message.contains("no version 9, there are 1, 2, 3") == true)
    }

    @Test func `a candidate that cannot be loaded after a restart is refused, and stable answers`() async throws {
        _ = try await self.judging()
        self.world.restart()
        self.world.state.withLock { $0.refusals[VersionNumber(2)] = AviaryError(.modelFailed, "its file is gone") }
        let loop = self.world.loop(self.store)
        try await loop.recover()
        guard case .aborted(let reason) = try await loop.rollout("wine").rollout.phase else {
            Issue.record("it is not aborted")
            return
        }
        #expect(reason == "after a restart: its file is gone")
        #expect(self.world.routes(self.name)?.candidate == nil)
    }

    @Test func `versions are let go when nobody needs them`() async throws {
        let loop = try await self.judging()
        #expect(self.world.state.withLock { $0.loaded } == [VersionNumber(1), VersionNumber(2)])
        _ = try await loop.fulfil(.abort(reason: "no"), "wine", Self.asking)
        await loop.settle()
        #expect(self.world.state.withLock { $0.loaded } == [VersionNumber(1)])
    }
}
