/// When a call that failed is tried again.
///
/// Between attempts the client waits a random time, up to a bound that doubles with each attempt (exponential backoff
/// with full jitter), so that many clients of one server do not come back at the same moment. Where the server says
/// how long to wait, it waits so much longer. Only calls that are safe to repeat are tried again: inference is a
/// function of its inputs, loading and unloading are not.
public struct RetryPolicy: Sendable, Hashable {
    /// The most attempts, the first included.
    public var maximumAttempts = 4
    /// The bound of the wait before the second attempt.
    public var firstDelay: Duration = .milliseconds(100)
    /// Where the bound stops doubling.
    public var maximumDelay: Duration = .seconds(5)
    /// How long all attempts and the waits between them may take.
    public var deadline: Duration = .seconds(60)

    /// Four attempts within a minute.
    public init() {}

    /// One attempt, as long as the call's own timeout.
    public static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.maximumAttempts = 1
        policy.deadline = .seconds(86_400)
        return policy
    }

    /// Decides what to do after a failed attempt.
    ///
    /// - Parameters:
    ///   - error: why it failed.
    ///   - attempt: its number, from 1.
    ///   - elapsed: the time since the first attempt began.
    ///   - random: chooses the wait.
    /// - Returns: how long to wait before the next attempt; `nil` to give up.
    public func delay(
        after error: ClientError,
        attempt: Int,
        elapsed: Duration,
        random: inout some RandomNumberGenerator
    ) -> Duration? {
        guard attempt < self.maximumAttempts, error.isTransient else { return nil }
        var bound = max(self.firstDelay, .zero)
        // After 64 doublings a nanosecond is longer than any wait.
        for _ in 1..<max(min(attempt, 64), 1) where bound < self.maximumDelay { bound *= 2 }
        bound = max(min(bound, self.maximumDelay), .zero)
        let jitter = bound * Double.random(in: 0...1, using: &random)
        let delay = (error.retryAfter ?? .zero) + jitter
        return elapsed + delay < self.deadline ? delay : nil
    }

    /// Makes attempts until one succeeds or it is time to give up.
    ///
    /// - Parameters:
    ///   - clock: measures the attempts and waits between them.
    ///   - random: chooses the waits.
    ///   - attempt: makes one attempt within the time that is left.
    /// - Returns: what the first successful attempt returns.
    /// - Throws: what the last attempt throws.
    package func run<Success>(
        clock: some Clock<Duration>,
        random: inout some RandomNumberGenerator,
        _ attempt: (_ timeLeft: Duration) async throws(ClientError) -> Success
    ) async throws(ClientError) -> Success {
        let start = clock.now
        var number = 1
        while true {
            do throws(ClientError) {
                return try await attempt(self.deadline - start.duration(to: clock.now))
            } catch {
                let elapsed = start.duration(to: clock.now)
                guard let delay = self.delay(after: error, attempt: number, elapsed: elapsed, random: &random) else {
                    throw error
                }
                do {
                    try await clock.sleep(for: delay)
                } catch _ {
                    throw ClientError(.cancelled, "cancelled while waiting to try again: \(error.message)")
                }
            }
            number += 1
        }
    }
}

extension ClientError {
    /// Whether the same request may succeed a moment later.
    fileprivate var isTransient: Bool {
        switch self.code {
        case .connectionFailed, .connectionLost: true
        case .refused: self.status == 429 || self.status == 503
        case .invalidRequest, .timedOut, .cancelled, .replyTooLarge, .malformedReply, .shutDown: false
        }
    }
}
