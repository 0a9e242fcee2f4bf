import AviaryControl
import AviaryCore
import AviaryServing
import AviaryStore
import AviaryTesting
import Foundation
import Testing

@testable import AviaryServer

/// The program is ended at every operation of its store, and goes on as if it had not been.
struct CrashTests {
    private static let endpoint = "wine"

    /// What a person and the time do, each of it to be done again if it did not come through.
    private enum Act: CaseIterable {
        case apply, start, first, second, third, fourth, last
    }

    private static func plan() throws -> RolloutPlan {
        try RolloutPlan(steps: [
            .mirror(.percent(20)), .pause(.seconds(10)), .setWeight(.percent(5)), .pause(nil), .setWeight(.percent(50)),
            .pause(.seconds(10)), .switch, .bake(.seconds(60)),
        ])
    }

    @Test(arguments: FaultyStore.Fault.allCases)
    func `whichever operation of the store is the last one, the rollout goes on where it stood`(
        fault: FaultyStore.Fault
    ) async throws {
        var operation = 0
        var crashes = 0
        while true {
            operation += 1
            let directory = FileManager.default.temporaryDirectory.appending(path: "crash-\(UUID())")
            defer { try? FileManager.default.removeItem(at: directory) }
            let file = directory.appending(path: "state.sqlite").path()
            let world = SmallWorld()
            let hasFailed = try await self.run(world, file, operation, fault)
            crashes += hasFailed ? 1 : 0
            try await self.checkEnd(world, file)
            if !hasFailed { break }
        }
        // Recovery, applying, starting, six transitions: each has at least one operation.
        #expect(crashes >= 9, "the simulation was through after \(crashes) operations")
    }

    /// Plays the story, with one process that ends at the operation and another one that takes over.
    ///
    /// - Returns: whether the operation came.
    private func run(
        _ world: SmallWorld,
        _ file: String,
        _ operation: Int,
        _ fault: FaultyStore.Fault
    ) async throws -> Bool {
        var base = try SQLiteStore(path: file)
        let faulty = FaultyStore(base, at: operation, fault)
        var loop = world.loop(faulty)
        var store: any Store = faulty
        var acts = Act.allCases[...]
        var isRecovered = false
        while isRecovered == false || !acts.isEmpty {
            do {
                if !isRecovered {
                    try await loop.recover()
                    isRecovered = true
                } else if let act = acts.first {
                    try await self.perform(act, loop, world)
                    try await self.checkRoutes(world, base)
                    acts.removeFirst()
                }
            } catch let error as AviaryError where error == FaultyStore.failure {
                continue
            } catch let error as AviaryError where error == FaultyStore.crash {}
            if faulty.hasCrashed, store is FaultyStore {
                await loop.settle()
                try base.close()
                world.restart()
                base = try SQLiteStore(path: file)
                store = base
                loop = world.loop(base)
                isRecovered = false
                try await loop.recover()
                isRecovered = true
                try await self.checkRoutes(world, base)
            }
        }
        await loop.settle()
        try base.close()
        return faulty.operations >= operation
    }

    private func perform(_ act: Act, _ loop: ControlLoop, _ world: SmallWorld) async throws {
        let name = try ModelName(Self.endpoint)
        let asking = Asking(actor: "eve")
        let known = try? await loop.rollout(Self.endpoint).rollout
        switch act {
        case .apply:
            var specification = EndpointSpecification(name: name, model: name)
            specification.key = .header("x-user-id")
            _ = try await loop.apply(specification, asking)
        case .start:
            if known == nil {
                _ = try await loop.start(.init(candidate: VersionNumber(2), plan: try Self.plan()), on: name, asking)
            }
            await loop.settle()
            // What could not be written down is tried again when time passes.
            while await loop.endpoint(name)?.rollout?.phase == .preparing { try await self.tick(loop, world) }
        case .first: while try await self.step(loop) < 3 { try await self.tick(loop, world, .seconds(10)) }
        case .second:
            if try await self.step(loop) == 3 { _ = try await loop.fulfil(.resume, Self.endpoint, asking) }
        case .third: while try await self.step(loop) < 7 { try await self.tick(loop, world, .seconds(10)) }
        case .fourth:
            if known?.hold == nil, try await self.step(loop) == 7 {
                _ = try await loop.fulfil(.pause, Self.endpoint, asking)
            }
            if try await self.step(loop) == 7 { _ = try await loop.fulfil(.resume, Self.endpoint, asking) }
        case .last: while try await self.step(loop) < 99 { try await self.tick(loop, world, .seconds(60)) }
        }
    }

    /// The step at which the rollout is; 99 when it is at none.
    private func step(_ loop: ControlLoop) async throws -> Int {
        let rollout = try await loop.rollout(Self.endpoint).rollout
        guard case .running(let index) = rollout.phase else { return 99 }
        return index
    }

    private func tick(_ loop: ControlLoop, _ world: SmallWorld, _ time: Duration = .seconds(1)) async throws {
        world.pass(time)
        await loop.tick()
        await loop.settle()
        // A crash shows in the next thing that asks the store.
        _ = try await loop.store.events(EventQuery(limit: 1))
    }

    /// What is in force is what the log says last.
    private func checkRoutes(_ world: SmallWorld, _ store: SQLiteStore) async throws {
        let name = try ModelName(Self.endpoint)
        let events = try await store.events(EventQuery(endpoint: name, limit: 1000)).map(\.event)
        let said = events.compactMap { event -> AviaryControl.Routes? in
            if case .routed(let routes) = event.kind { routes } else { nil }
        }
        guard let last = said.last else { return #expect(world.routes(name) == nil) }
        let traffic = try #require(world.routes(name))
        #expect(traffic.stable == last.stable)
        #expect(traffic.candidate?.version == last.candidate)
        #expect(traffic.candidate?.weight ?? .none == last.weight)
        #expect(traffic.mirrored == last.mirrored)
        #expect(traffic.key == .header("x-user-id"))
        let loaded = world.state.withLock { $0.loaded }
        #expect(loaded.isSuperset(of: [last.stable] + (last.candidate.map { [$0] } ?? [])))
    }

    /// The story has come to its end, each step once, and the log alone gives the same rollout.
    private func checkEnd(_ world: SmallWorld, _ file: String) async throws {
        let store = try SQLiteStore(path: file)
        let name = try ModelName(Self.endpoint)
        let record = try #require(try await store.endpoints().first)
        #expect(record.stable == VersionNumber(2))
        #expect(record.rollout == nil)
        let rollouts = try await store.rollouts(RolloutQuery(endpoint: name))
        #expect(rollouts.map(\.phase) == [.promoted])
        var replayed: Rollout?
        for event in try await store.events(EventQuery(endpoint: name, limit: 1000)).map(\.event) {
            switch event.kind {
            case .started(let rollout): replayed = rollout
            case .changed(let change, let after):
                let before = try #require(replayed)
                replayed = try RolloutMachine.apply(change, to: before, at: event.at)?.rollout
                #expect(replayed == after)
            case .applied, .removed, .routed, .resumed, .alert: break
            }
        }
        #expect(replayed == rollouts.first)
        try store.close()
    }
}
