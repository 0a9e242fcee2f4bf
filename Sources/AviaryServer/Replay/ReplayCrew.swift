internal import AviaryCore
internal import DequeModule

/// Threads that replay recorded requests, several at a time; what they show is added up in the order of the lines.
///
/// What waits is bounded: by two requests a thread, and by the engines' deadlines.
final class ReplayCrew: Sendable {
    private struct Job: Sendable {
        let number: Int
        let line: Int
        let bytes: [UInt8]
    }

    private struct State {
        var jobs: Deque<Job> = []
        /// How many jobs there were.
        var count = 0
        /// The next one to be added up.
        var next = 0
        var isAtEnd = false
        var failure: AviaryError?
        var tally: ReplayTally
    }

    private let pair: ReplayPair
    private let capacity: Int
    private let state: Condition<State>

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - threads: how many requests are replayed at a time.
    ///   - pair: both versions.
    ///   - tally: adds up.
    /// - Throws: `AviaryError` when the system has no thread to give.
    init(threads: Int, _ pair: ReplayPair, _ tally: ReplayTally) throws(AviaryError) {
        self.pair = pair
        self.capacity = 2 * threads
        self.state = Condition(State(tally: tally))
        for _ in 0..<threads {
            do throws(AviaryError) {
                try NativeThread.start { self.work() }
            } catch {
                self.stop(error)
                throw error
            }
        }
    }

    /// Gives a request to the threads; waits while enough are on their way.
    ///
    /// - Parameters:
    ///   - bytes: the record.
    ///   - line: its line.
    /// - Throws: `AviaryError` when an earlier one was wrong, which its message names by its line.
    func replay(_ bytes: [UInt8], line: Int) throws(AviaryError) {
        let failure: AviaryError? = self.state.wait { state in
            if let failure = state.failure { return .done(failure) }
            guard state.jobs.count < self.capacity else { return .wait(until: nil) }
            state.jobs.append(Job(number: state.count, line: line, bytes: bytes))
            state.count += 1
            return .done(nil)
        }
        self.state.notifyAll()
        if let failure { throw failure }
    }

    /// Waits for all requests, and ends the threads.
    ///
    /// - Returns: what was added up.
    /// - Throws: `AviaryError` when a request was wrong.
    func finish() throws(AviaryError) -> ReplayTally {
        self.state.withLock { $0.isAtEnd = true }
        self.state.notifyAll()
        let result: Result<ReplayTally, AviaryError> = self.state.wait { state in
            if let failure = state.failure { return .done(.failure(failure)) }
            return state.next == state.count ? .done(.success(state.tally)) : .wait(until: nil)
        }
        return try result.get()
    }

    /// Ends the threads before the requests.
    ///
    /// - Parameter error: why.
    func stop(_ error: AviaryError) {
        self.state.withLock { $0.failure = $0.failure ?? error }
        self.state.notifyAll()
    }

    private func work() {
        while let job = self.nextJob() {
            let result: Result<Replayed, AviaryError>
            do throws(AviaryError) {
                result = .success(try self.pair.replay(job.bytes, isCandidateFirst: job.number % 2 == 1))
            } catch {
                result = .failure(error.at("line \(job.line)"))
            }
            self.state.wait { state in
                if state.failure != nil { return .done(()) }
                guard state.next == job.number else { return .wait(until: nil) }
                switch result {
                case .success(let replayed): state.tally.add(replayed, line: job.line)
                case .failure(let error): state.failure = error
                }
                state.next += 1
                return .done(())
            }
            self.state.notifyAll()
        }
    }

    private func nextJob() -> Job? {
        let job: Job? = self.state.wait { state in
            if state.failure != nil { return .done(nil) }
            if let job = state.jobs.popFirst() { return .done(job) }
            return state.isAtEnd ? .done(nil) : .wait(until: nil)
        }
        self.state.notifyAll()
        return job
    }
}
