import AviaryCore
import Testing

/// Values that are sent without waiting.
@Suite(.timeLimit(.minutes(1)))
struct MailboxTests {
    @Test func `one thread receives what many send, each sender's in its order`() async throws {
        let (senders, count) = (8, 2000)
        let mailbox = Mailbox<(sender: Int, number: Int)>()
        let (received, continuation) = AsyncStream.makeStream(of: (sender: Int, number: Int).self)
        // Receiving blocks, and the senders need the threads that tasks share.
        try NativeThread.start {
            var missing = senders * count
            while missing > 0, let values = mailbox.receive() {
                for value in values { continuation.yield(value) }
                missing -= values.count
            }
            continuation.finish()
        }
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<senders {
                group.addTask { for number in 0..<count { mailbox.send((sender, number)) } }
            }
        }
        var next = [Int](repeating: 0, count: senders)
        for await value in received {
            #expect(value.number == next[value.sender])
            next[value.sender] += 1
        }
        #expect(next == [Int](repeating: count, count: senders))
    }

    @Test func `closing ends the waiting, and what comes later is dropped`() async throws {
        let mailbox = Mailbox<Int>()
        let (ended, continuation) = AsyncStream.makeStream(of: [Int]?.self)
        try NativeThread.start {
            continuation.yield(mailbox.receive())
            continuation.finish()
        }
        mailbox.close()
        for await values in ended { #expect(values == nil) }
        mailbox.send(1)
        #expect(mailbox.receive() == nil)
    }

    @Test func `what nobody has received goes with the mailbox`() throws {
        let token = Token()
        weak let watched = token
        do {
            let mailbox = Mailbox<Token>()
            // A chain that were let go link by link would be too deep for the stack.
            for _ in 0..<200_000 { mailbox.send(token) }
        }
        _ = consume token
        #expect(watched == nil)
    }

    private final class Token: Sendable {}
}
