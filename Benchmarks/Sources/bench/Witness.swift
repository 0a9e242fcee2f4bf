internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Clients that ask one thing after the other, and note when each reply came and which version gave it.
///
/// They run on one event loop of this program, so that nothing is between the socket and the note.
final class Witness: Sendable {
    /// What has been seen.
    struct Notes: Sendable {
        /// How many replies version 1 has given.
        var stable = 0
        /// How many replies version 2 has given.
        var candidate = 0
        /// How many replies were none: another status or version, or a connection that was closed.
        var failed = 0
        /// When the last reply of version 2 came.
        var lastOfCandidate = NIODeadline.distantPast
    }

    private let notes = Mutex(Notes())
    private let isOver = Atomic(false)
    private let channels: [any Channel]

    /// Begins to ask.
    ///
    /// - Parameters:
    ///   - server: who is asked.
    ///   - request: what, with the first of its bodies.
    ///   - connections: how many clients there are.
    /// - Returns: the clients, which ask already.
    /// - Throws: the network's error.
    static func asking(_ server: RunningServer, _ request: Request, connections: Int) async throws -> Witness {
        let body = request.bodies.first ?? []
        var message = ByteBuffer(string: "POST \(request.path) HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        for field in request.fields { message.writeString("\(field.name): \(field.value)\r\n") }
        message.writeString("Content-Length: \(body.count)\r\n\r\n")
        message.writeBytes(body)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        var channels: [any Channel] = []
        for _ in 0..<connections {
            channels.append(
                try await ClientBootstrap(group: loop).connect(host: "127.0.0.1", port: server.port).get()
            )
        }
        let witness = Witness(channels)
        for channel in channels {
            try await loop.submit { [message] in
                try channel.pipeline.syncOperations.addHandler(Client(witness, message, channel.allocator))
            }.get()
        }
        return witness
    }

    private init(_ channels: [any Channel]) { self.channels = channels }

    /// What has been seen so far.
    var seen: Notes { self.notes.withLock { $0 } }

    /// Asks nothing more.
    func stop() async {
        self.isOver.store(true, ordering: .relaxed)
        for channel in self.channels { try? await channel.close() }
    }

    /// One connection.
    private final class Client: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let witness: Witness
        private let message: ByteBuffer
        private var received: ByteBuffer

        init(_ witness: Witness, _ message: ByteBuffer, _ allocator: ByteBufferAllocator) {
            self.witness = witness
            self.message = message
            self.received = allocator.buffer(capacity: 2048)
        }

        func handlerAdded(context: ChannelHandlerContext) { self.ask(context) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.received.writeImmutableBuffer(self.unwrapInboundIn(data))
            guard let head = ReplyLayout(self.received), let length = head.bodyLength,
                self.received.readableBytes >= head.count + length
            else { return }
            let now = NIODeadline.now()
            self.witness.notes.withLock { notes in
                switch (head.status, head.version) {
                case (200, 1): notes.stable += 1
                case (200, 2):
                    notes.candidate += 1
                    notes.lastOfCandidate = now
                default: notes.failed += 1
                }
            }
            self.received.clear()
            self.ask(context)
        }

        func channelInactive(context: ChannelHandlerContext) {
            guard !self.witness.isOver.load(ordering: .relaxed) else { return }
            self.witness.notes.withLock { $0.failed += 1 }
        }

        private func ask(_ context: ChannelHandlerContext) {
            guard !self.witness.isOver.load(ordering: .relaxed) else { return }
            context.writeAndFlush(self.wrapOutboundOut(self.message), promise: nil)
        }
    }
}
