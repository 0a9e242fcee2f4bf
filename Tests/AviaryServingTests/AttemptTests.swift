import AviaryCore
import AviaryServing
import AviaryTesting
import Testing

/// What happens to a request that its version fails, and what is told of it.
@Suite(.timeLimit(.minutes(1)))
struct AttemptTests {
    /// An endpoint whose candidate has all requests, and half of their time.
    private struct Rollout {
        let stable = GatedBackend(open: true)
        let candidate = GatedBackend()
        let recorder = Recorder()
        let shard: Recorder.Shard
        let endpoint: Endpoint

        init(fallback: Weight? = .percent(50), _ change: (inout Traffic) -> Void = { _ in }) throws {
            self.shard = self.recorder.makeShard()
            let name = try ModelName("m")
            var traffic = Traffic(endpoint: try ModelName("prod"), model: name, stable: VersionNumber(1))
            traffic.candidate = .init(VersionNumber(2), .all)
            traffic.fallback = fallback
            traffic.isObserved = true
            traffic.generation = 5
            change(&traffic)
            let engines = [try engine(self.stable), try engine(self.candidate, version: 2)]
            let states = engines.map { ($0.version, ModelVersions.State.ready($0)) }
            let model = ModelVersions(name: name, states: Dictionary(uniqueKeysWithValues: states))
            self.endpoint = Endpoint(model, traffic)
        }

        func attempt(
            _ choice: VersionChoice = .any,
            within: Duration = .seconds(60),
            shape: Shape = [1, 2]
        ) throws -> Attempt {
            var random = Seeded(seed: 31)
            let assignment = try self.endpoint.assign(choice, key: nil, using: &random)
            let tensor = try Tensor([Float](repeating: 3, count: shape.elementCount), shape: shape)
            return try Attempt(
                Prediction(assignment, arrival: .now, using: &random),
                InferenceRequest(inputs: [NamedTensor(name: "x", tensor: tensor)]),
                serverDeadline: within
            )
        }

        /// What was observed, in words.
        var observed: [String] {
            self.recorder.drain().map { one in
                let ending = one.failure.map { $0.rawValue + (one.fellBack ? " fell back" : "") } ?? "answered"
                return "\(one.endpoint) \(one.version) \(one.role.rawValue) \(one.generation) \(ending)"
            }
        }
    }

    @Test(arguments: [AviaryError.Code.modelFailed, .exhausted, .unavailable, .internalError])
    func `stable answers what the candidate fails`(code: AviaryError.Code) async throws {
        let rollout = try Rollout()
        rollout.candidate.fail(AviaryError(code, "broken"))
        let answer = await (try rollout.attempt()).answer(recordingIn: rollout.shard)
        let response = try answer.result.get()
        #expect(response.modelName == "prod" && response.modelVersion == "1")
        #expect(response.outputs[0].tensor.values(as: Float.self) == [3, 3])
        #expect(response.provenance?.role == .stable && response.provenance?.isFallback == true)
        // One request, one observation: against the candidate. Stable's late answer is no sample of stable.
        #expect(rollout.observed == ["prod 2 candidate 5 \(code.rawValue) fell back"])
    }

    @Test func `stable answers what the candidate hangs on, in the time that is left`() async throws {
        let rollout = try Rollout(fallback: .percent(1))
        let answer = await (try rollout.attempt(within: .seconds(2))).answer(recordingIn: rollout.shard)
        #expect(try answer.result.get().modelVersion == "1")
        #expect(rollout.observed == ["prod 2 candidate 5 deadline_exceeded fell back"])
    }

    @Test(
        arguments: [
            (AviaryError.Code.invalidArgument, Weight.percent(50)), (.cancelled, .percent(50)), (.modelFailed, nil),
        ] as [(AviaryError.Code, Weight?)]
    )
    func `what is not the version's fault fails, and all does where there is no fallback`(
        code: AviaryError.Code,
        fallback: Weight?
    ) async throws {
        let rollout = try Rollout(fallback: fallback)
        rollout.candidate.fail(AviaryError(code, "broken"))
        let answer = await (try rollout.attempt()).answer(recordingIn: rollout.shard)
        #expect(throws: AviaryError(code, "broken")) { try answer.result.get() }
        #expect(answer.attempt.prediction.assignment.role == .candidate)
        #expect(rollout.observed == ["prod 2 candidate 5 \(code.rawValue)"])
    }

    @Test func `where stable fails as well that is the answer`() async throws {
        let rollout = try Rollout()
        rollout.candidate.fail(AviaryError(.modelFailed, "candidate"))
        rollout.stable.fail(AviaryError(.modelFailed, "stable"))
        let answer = await (try rollout.attempt()).answer(recordingIn: rollout.shard)
        #expect(throws: AviaryError(.modelFailed, "stable")) { try answer.result.get() }
        #expect(answer.attempt.prediction.assignment.role == .stable)
        #expect(rollout.observed.count == 1)
    }

    @Test func `a client that goes away is not answered by stable`() async throws {
        let rollout = try Rollout()
        let attempt = try rollout.attempt()
        let asked = Task { await attempt.answer(recordingIn: rollout.shard) }
        #expect(await rollout.candidate.nextRun() == 1)
        asked.cancel()
        let result = await asked.value.result
        let error = #expect(throws: AviaryError.self) { try result.get() }
        #expect(error?.code == .cancelled)
    }

    @Test func `a tester sees the candidate's own failure, and is no sample of it`() async throws {
        let rollout = try Rollout()
        rollout.candidate.fail(AviaryError(.modelFailed, "broken"))
        let answer = await (try rollout.attempt(.candidate)).answer(recordingIn: rollout.shard)
        #expect(throws: AviaryError(.modelFailed, "broken")) { try answer.result.get() }
        #expect(answer.attempt.prediction.provenance.role == .candidate)
        #expect(rollout.observed == ["prod 2 named 5 model_failed"])
    }

    @Test func `nobody observes where nobody judges`() async throws {
        let rollout = try Rollout { $0.isObserved = false }
        rollout.candidate.open()
        _ = try await (try rollout.attempt()).answer(recordingIn: rollout.shard).result.get()
        #expect(rollout.observed.isEmpty)
    }

    @Test func `copies are made of what stable answers in its own place, each version's by its own share`() async throws
    {
        var random = Seeded(seed: 32)
        func copies(_ rollout: Rollout, _ choice: VersionChoice = .any) async throws -> [[UInt64]] {
            rollout.candidate.open()
            let answer = await (try rollout.attempt(choice)).answer(recordingIn: rollout.shard)
            #expect(try answer.result.get().outputs.count == 1)
            return (0..<1_000).map { _ in
                answer.attempt.copies(answer.outputs, using: &random).map(\.engine.version.rawValue)
            }
        }
        let shadowing = try Rollout {
            $0.candidate = .init(VersionNumber(2), .none)
            $0.mirrored = .percent(25)
            $0.shadows = [.init(VersionNumber(1), .all)]
        }
        let made = try await copies(shadowing)
        #expect(made.allSatisfy { $0.last == 1 && Set($0).isSubset(of: [1, 2]) })
        #expect(abs(made.filter { $0 == [2, 1] }.count - 250) < 70)
        #expect(try await copies(shadowing, .stable).allSatisfy(\.isEmpty))
        #expect(try await copies(try Rollout { $0.mirrored = .all }).allSatisfy(\.isEmpty))
    }
}
