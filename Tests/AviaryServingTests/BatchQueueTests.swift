import AviaryCore
import AviaryServing
import Testing

/// Which requests run together and when, by a simulated clock.
struct BatchQueueTests {
    private let start = Moment(nanoseconds: 1_000_000_000)

    private func limits(_ max: Int, preferred: [Int] = [], delay: Duration = .zero) -> ModelConfiguration.BatchLimits {
        var limits = ModelConfiguration.BatchLimits()
        limits.maxBatchSize = max
        limits.preferredBatchSizes = preferred
        limits.maxDelay = delay
        return limits
    }

    private func fill(_ queue: Waiting, _ rows: [Int], width: Int = 2) throws -> [Asked] {
        let all = try rows.map { try Asked($0, width: width, at: self.start) }
        for asked in all { #expect(queue.append(asked)) }
        return all
    }

    private func rows(_ step: BatchQueue.Step) -> [Int]? {
        if case .run(let inferences) = step { inferences.map(\.rows) } else { nil }
    }

    @Test func `without limits each request runs alone and in order`() throws {
        let queue = Waiting(nil, capacity: 10)
        let all = try self.fill(queue, [1, 2, 3])
        #expect(self.rows(queue.next(at: self.start)) == [1])
        #expect(self.rows(queue.next(at: self.start)) == [2])
        #expect(self.rows(queue.next(at: self.start)) == [3])
        guard case .idle = queue.next(at: self.start) else { return #expect(Bool(false)) }
        _ = all
    }

    @Test func `without a delay what waits is run at once, up to the maximum`() throws {
        let queue = Waiting(self.limits(4), capacity: 10)
        let all = try self.fill(queue, [1, 2, 2, 1, 1])
        #expect(self.rows(queue.next(at: self.start)) == [1, 2])
        #expect(self.rows(queue.next(at: self.start)) == [2, 1, 1])
        _ = all
    }

    @Test func `with a delay the oldest waits for others, but not longer`() throws {
        let queue = Waiting(self.limits(4, delay: .milliseconds(2)), capacity: 10)
        let all = try self.fill(queue, [1, 1])
        guard case .wait(let until) = queue.next(at: self.start) else { return #expect(Bool(false)) }
        #expect(until == self.start.advanced(by: .milliseconds(2)))
        #expect(self.rows(queue.next(at: until)) == [1, 1])
        _ = all
    }

    @Test func `a full batch does not wait`() throws {
        let queue = Waiting(self.limits(2, delay: .seconds(1)), capacity: 10)
        let all = try self.fill(queue, [1, 1, 1])
        #expect(self.rows(queue.next(at: self.start)) == [1, 1])
        guard case .wait = queue.next(at: self.start) else { return #expect(Bool(false)) }
        _ = all
    }

    @Test func `a preferred size does not wait either`() throws {
        let queue = Waiting(self.limits(8, preferred: [2, 4], delay: .seconds(1)), capacity: 10)
        let all = try self.fill(queue, [1, 1, 1, 1, 1])
        #expect(self.rows(queue.next(at: self.start)) == [1, 1, 1, 1])
        guard case .wait = queue.next(at: self.start) else { return #expect(Bool(false)) }
        _ = all
    }

    @Test func `a request with more rows than the maximum runs alone`() throws {
        let queue = Waiting(self.limits(4), capacity: 10)
        let all = try self.fill(queue, [9, 1])
        #expect(self.rows(queue.next(at: self.start)) == [9])
        #expect(self.rows(queue.next(at: self.start)) == [1])
        _ = all
    }

    @Test func `requests of other shapes do not join, and keep their order`() throws {
        let queue = Waiting(self.limits(8), capacity: 10)
        let narrow = try self.fill(queue, [1])
        let wide = try self.fill(queue, [2], width: 3)
        let more = try self.fill(queue, [3])
        #expect(self.rows(queue.next(at: self.start)) == [1, 3])
        #expect(self.rows(queue.next(at: self.start)) == [2])
        _ = (narrow, wide, more)
    }

    @Test func `a request never waits beyond its deadline for others`() throws {
        let queue = Waiting(self.limits(8, delay: .seconds(10)), capacity: 10)
        let asked = try Asked(within: .milliseconds(1), at: self.start)
        #expect(queue.append(asked))
        guard case .wait(let until) = queue.next(at: self.start) else { return #expect(Bool(false)) }
        #expect(until == self.start.advanced(by: .milliseconds(1)))
    }

    @Test func `answered requests give their places to others`() throws {
        let queue = Waiting(nil, capacity: 2)
        let all = try self.fill(queue, [1, 1])
        let next = try Asked(5)
        #expect(!queue.append(next))
        all[0].inference.cancel()
        #expect(queue.append(next))
        #expect(self.rows(queue.next(at: self.start)) == [1])
        #expect(self.rows(queue.next(at: self.start)) == [5])
    }

    @Test func `late requests are found, and the next deadline`() throws {
        let queue = Waiting(nil, capacity: 10)
        let all = try [5, 1, 3].map { try Asked(within: .milliseconds($0), at: self.start) }
        for asked in all { #expect(queue.append(asked)) }
        let (late, next) = queue.expired(at: self.start.advanced(by: .milliseconds(3)))
        #expect(late.count == 2)
        #expect(next == self.start.advanced(by: .milliseconds(5)))
        #expect(queue.count == 1)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `every request is run exactly once, in batches within the limits`(seed: UInt64) throws {
        var state = seed
        func roll(_ range: ClosedRange<Int>) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return range.lowerBound + Int((state >> 33) % UInt64(range.count))
        }
        let maximum = roll(2...16)
        let preferred = (0..<roll(0...2)).map { _ in roll(1...maximum) }.sorted()
        let queue = Waiting(
            self.limits(maximum, preferred: preferred, delay: .microseconds(roll(0...500))),
            capacity: 50
        )
        var now = self.start
        var waiting: [ObjectIdentifier] = []
        var kept: [Asked] = []
        for _ in 0..<200 {
            if roll(0...2) > 0 {
                let asked = try Asked(roll(1...maximum + 2), width: roll(1...2), at: now)
                kept.append(asked)
                if queue.append(asked) { waiting.append(ObjectIdentifier(asked.inference)) }
            }
            now = now.advanced(by: .microseconds(roll(0...300)))
            guard case .run(let batch) = queue.next(at: now) else { continue }
            #expect(ObjectIdentifier(batch[0]) == waiting[0], "the oldest is always served first")
            #expect(batch.count == 1 || batch.reduce(0) { $0 + $1.rows } <= maximum)
            for inference in batch {
                #expect(batch[0].isCompatible(with: inference))
                waiting.removeAll { $0 == ObjectIdentifier(inference) }
            }
            #expect(queue.count == waiting.count)
        }
    }
}
