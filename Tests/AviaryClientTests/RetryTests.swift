import AviaryClient
import AviaryCore
import AviaryTesting
import Testing

/// Which calls are tried again, and when, on a clock that only the waits move.
struct RetryTests {
    private static let lost = ClientError(.connectionFailed, "no connection")

    private func busy(_ status: Int, after: Duration? = nil) -> ClientError {
        ClientError(.refused, "busy", status: status, retryAfter: after)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `waits stay below a bound that doubles up to its maximum`(seed: UInt64) async throws {
        var random = Seeded(seed: seed)
        let clock = SimulatedClock()
        var policy = RetryPolicy()
        policy.maximumAttempts = 10
        var attempts = 0
        await #expect(throws: Self.lost) {
            try await policy.run(clock: clock, random: &random) { _ throws(ClientError) in
                attempts += 1
                throw Self.lost
            }
        }
        #expect(attempts == 10)
        for (wait, bound) in zip(clock.waits, [100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]) {
            #expect((.zero)...(.milliseconds(bound)) ~= wait)
        }
        #expect(Set(clock.waits).count > 1)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `no attempt begins after the deadline`(seed: UInt64) async throws {
        var random = Seeded(seed: seed)
        let clock = SimulatedClock()
        var policy = RetryPolicy()
        policy.maximumAttempts = .max
        policy.deadline = .seconds(10)
        var lefts: [Duration] = []
        _ = try? await policy.run(clock: clock, random: &random) { left throws(ClientError) in
            lefts.append(left)
            clock.pass(.seconds(1))
            throw Self.lost
        }
        #expect(lefts.first == .seconds(10))
        #expect(lefts.allSatisfy { $0 > .zero })
        #expect((2...10).contains(lefts.count))
    }

    @Test(arguments: [429, 503])
    func `the server's wish for a pause is kept`(status: Int) async throws {
        var random = Seeded(seed: 1)
        let clock = SimulatedClock()
        var failures = [self.busy(status, after: .seconds(7)), self.busy(status)]
        let result = try await RetryPolicy().run(clock: clock, random: &random) { _ throws(ClientError) in
            if failures.isEmpty { return "done" }
            throw failures.removeFirst()
        }
        #expect(result == "done")
        #expect((.seconds(7))...(.milliseconds(7100)) ~= clock.waits[0])
        #expect(clock.waits[1] <= .milliseconds(200))
    }

    @Test func `a pause beyond the deadline ends the attempts at once`() async throws {
        var random = Seeded(seed: 1)
        let clock = SimulatedClock()
        let busy = self.busy(503, after: .seconds(3600))
        await #expect(throws: busy) {
            try await RetryPolicy().run(clock: clock, random: &random) { _ throws(ClientError) in throw busy }
        }
        #expect(clock.waits.isEmpty)
    }

    @Test(arguments: ClientError.Code.allCases)
    func `only what may pass is tried again`(code: ClientError.Code) {
        var random = Seeded(seed: 1)
        let isTried = [.connectionFailed, .connectionLost].contains(code)
        let delay = RetryPolicy().delay(after: ClientError(code, "x"), attempt: 1, elapsed: .zero, random: &random)
        #expect((delay != nil) == isTried)
        for status in [400, 404, 500, 504] {
            #expect(RetryPolicy().delay(after: self.busy(status), attempt: 1, elapsed: .zero, random: &random) == nil)
        }
    }

    @Test(arguments: [Duration.zero, .seconds(-5), .seconds(Int64.max)])
    func `odd settings give no odd waits`(delay: Duration) {
        var random = Seeded(seed: 2)
        var policy = RetryPolicy()
        policy.firstDelay = delay
        policy.maximumDelay = .seconds(3)
        policy.maximumAttempts = .max
        let chosen = policy.delay(after: Self.lost, attempt: .max - 1, elapsed: .zero, random: &random)
        #expect((.zero)...(.seconds(3)) ~= chosen ?? .seconds(99))
        #expect(RetryPolicy.never.delay(after: Self.lost, attempt: 1, elapsed: .zero, random: &random) == nil)
    }
}
