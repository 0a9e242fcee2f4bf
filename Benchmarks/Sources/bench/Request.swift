internal import NIOCore
internal import NIOPosix
internal import SystemPackage

/// A request that is sent again and again.
struct Request: Sendable {
    /// Whose infer path is called.
    var model: String
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    var path: String { "/v2/models/\(self.model)/infer" }

    /// A request with JSON alone.
    ///
    /// - Parameters:
    ///   - model: whose infer path is called.
    ///   - json: the body.
    init(model: String, json: String) {
        self.model = model
        self.fields = [("Content-Type", "application/json")]
        self.body = Array(json.utf8)
    }

    /// A request with a JSON part and binary tensors.
    ///
    /// - Parameters:
    ///   - model: whose infer path is called.
    ///   - json: the first part of the body.
    ///   - tensors: the rest.
    init(model: String, json: String, tensors: [UInt8]) {
        self.model = model
        self.fields = [
            ("Content-Type", "application/octet-stream"),
            ("Inference-Header-Content-Length", "\(json.utf8.count)"),
        ]
        self.body = Array(json.utf8) + tensors
    }

    /// The same request to another model.
    ///
    /// - Parameter model: whose infer path is called.
    /// - Returns: the request.
    func to(_ model: String) -> Request {
        var request = self
        request.model = model
        return request
    }

    /// Writes the body where the load generator reads it.
    ///
    /// - Parameter directory: takes the file.
    /// - Returns: the file.
    /// - Throws: the system's error.
    func writeBody(in directory: FilePath) throws -> FilePath {
        let path = directory.appending("\(self.model).body")
        let file = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .truncate],
            permissions: .ownerReadWrite
        )
        _ = try file.closeAfter { try file.writeAll(self.body) }
        return path
    }

    /// Sends the request once.
    ///
    /// - Parameter port: where the server listens.
    /// - Returns: whether it was answered with 200 within a few seconds.
    func isAnswered(port: Int) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await self.statusLine(port: port).hasPrefix("HTTP/1.1 200")) ?? false }
            group.addTask {
                try? await Task.sleep(for: .seconds(5))
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }

    private func statusLine(port: Int) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(1))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        var message = ByteBuffer(string: "POST \(self.path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n")
        for field in self.fields { message.writeString("\(field.name): \(field.value)\r\n") }
        message.writeString("Content-Length: \(self.body.count)\r\n\r\n")
        message.writeBytes(self.body)
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(message)
            var reply = ByteBuffer()
            for try await part in inbound {
                reply.writeImmutableBuffer(part)
                if reply.readableBytes >= 12 { break }
            }
            return String(buffer: reply.getSlice(at: 0, length: min(12, reply.readableBytes)) ?? reply)
        }
    }
}
