internal import NIOCore
internal import NIOPosix

/// One request on a connection of its own.
struct Exchange {
    /// Where the server listens.
    let port: Int

    /// What came back.
    struct Reply: Sendable {
        let status: Int
        let body: [UInt8]
        /// When the request was written to the connection, which was there already.
        let sent: NIODeadline
        /// When the reply was there.
        let received: NIODeadline
    }

    /// Sends a request and waits for the whole reply.
    ///
    /// - Parameters:
    ///   - method: the HTTP method.
    ///   - path: the path with its query.
    ///   - fields: header fields.
    ///   - body: the body.
    /// - Returns: what came back.
    /// - Throws: the network's error, or ``Trouble`` for what is no reply.
    func send(
        _ method: String,
        _ path: String,
        fields: [(name: String, value: String)],
        body: [UInt8]
    ) async throws -> Reply {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(1))
            .connect(host: "127.0.0.1", port: self.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        var message = ByteBuffer(string: "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n")
        for field in fields { message.writeString("\(field.name): \(field.value)\r\n") }
        message.writeString("Content-Length: \(body.count)\r\n\r\n")
        message.writeBytes(body)
        return try await channel.executeThenClose { inbound, outbound in
            let sent = NIODeadline.now()
            try await outbound.write(message)
            var reply = ByteBuffer()
            for try await part in inbound {
                reply.writeImmutableBuffer(part)
                if let head = ReplyLayout(reply), let length = head.bodyLength,
                    reply.readableBytes >= head.count + length
                {
                    break
                }
            }
            guard let head = ReplyLayout(reply) else { throw Trouble("what answers \(path) is no HTTP") }
            let body = Array(reply.readableBytesView.dropFirst(head.count))
            return Reply(status: head.status, body: body, sent: sent, received: .now())
        }
    }
}

/// Where the head of a reply ends, and what it says.
struct ReplyLayout {
    /// The head's bytes, with the empty line.
    let count: Int
    let status: Int
    /// How many bytes follow; `nil` where only the end of the connection tells.
    let bodyLength: Int?
    /// The version that answered.
    let version: Int?

    /// Reads a head.
    ///
    /// - Parameter bytes: a reply from its beginning; `nil` is the result where the head is not there as a whole.
    init?(_ bytes: ByteBuffer) {
        let view = bytes.readableBytesView
        guard let end = Self.end(of: view) else { return nil }
        self.count = end - view.startIndex
        let head = String(decoding: view[..<end], as: UTF8.self)
        guard head.hasPrefix("HTTP/1.1 "), let status = Int(head.dropFirst(9).prefix(3)) else { return nil }
        self.status = status
        func number(_ name: String) -> Int? {
            for line in head.split(separator: "\r\n").dropFirst() {
                guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { continue }
                return Int(line[line.index(after: colon)...].drop { $0 == " " })
            }
            return nil
        }
        self.bodyLength = number("content-length")
        self.version = number("x-aviary-version")
    }

    private static func end(of view: ByteBufferView) -> Int? {
        var matched = 0
        for index in view.indices {
            let byte = view[index]
            let expected = matched.isMultiple(of: 2) ? UInt8(ascii: "\r") : UInt8(ascii: "\n")
            matched = byte == expected ? matched + 1 : (byte == UInt8(ascii: "\r") ? 1 : 0)
            if matched == 4 { return index + 1 }
        }
        return nil
    }
}
