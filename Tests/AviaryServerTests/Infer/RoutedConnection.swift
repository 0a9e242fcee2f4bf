import AviaryCore
import AviaryServing
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypesHTTP1

@testable import AviaryServer

/// A model that gives back what it gets, or fails.
private struct Echo: Backend {
    let failure: AviaryError?
    let signature = Signature(
        inputs: [TensorSignature(name: "x", dataType: .float32, dimensions: [.fixed(1)])],
        outputs: [TensorSignature(name: "y", dataType: .float32, dimensions: [.fixed(1)])]
    )

    func run(_ inputs: [Tensor], outputs: [Int], control: RunControl?) throws(AviaryError) -> [Tensor] {
        if let failure { throw failure }
        return inputs
    }
}

/// One connection to the endpoint `prod` over a model of versions 1 to 3, whose runs are quick: all happens on one loop.
final class RoutedConnection {
    /// What a client reads.
    struct Reply {
        let status: Int
        let fields: [String: String]
        let body: JSONValue?
    }

    let router = AviaryServing.Router()
    let recorder = Recorder()
    /// The versions that were given copies.
    let mirrored = Locked<[UInt64]>([])
    var traffic: Traffic
    private let channel = EmbeddedChannel()

    init(failing: [UInt64: AviaryError] = [:], gatekeeper: Gatekeeper = Gatekeeper()) throws {
        let watch = try DeadlineWatch()
        let name = try ModelName("m")
        var states: [VersionNumber: ModelVersions.State] = [:]
        for version in 1...3 as ClosedRange<UInt64> {
            var cost = RunCost()
            cost.record(byteCount: 4, nanoseconds: 1)
            let engine = Engine(
                model: name,
                version: VersionNumber(version),
                configuration: ModelConfiguration(),
                batching: nil,
                runsInline: true,
                cost: cost,
                backend: Echo(failure: failing[version]),
                watch: watch
            )
            states[VersionNumber(version)] = .ready(engine)
        }
        self.traffic = Traffic(endpoint: try ModelName("prod"), model: name, stable: VersionNumber(1))
        self.router.setModels([ModelVersions(name: name, states: states)])
        let mirrored = self.mirrored
        let observers = Observers(recorder: self.recorder) { copy in
            mirrored.withLock { $0.append(copy.engine.version.rawValue) }
        }
        let service = InferService(
            maxBodySize: 1 << 20,
            defaultDeadline: .seconds(60),
            readTimeout: .seconds(60),
            idleTimeout: .seconds(60),
            gatekeeper: gatekeeper,
            turns: LoopTurns(self.router, observers),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let pipeline = self.channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(InferPlacement(service))
        try self.channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    deinit { _ = try? self.channel.finish(acceptAlreadyClosed: true) }

    /// Puts the traffic in force.
    func apply(_ change: (inout Traffic) -> Void = { _ in }) {
        change(&self.traffic)
        self.router.setTraffic(self.traffic)
    }

    /// Sends bytes.
    func send(_ text: String) throws { try self.channel.writeInbound(ByteBuffer(string: text)) }

    /// A request's head and body, in the form that the quick reader takes or in one that it leaves to NIO's decoder.
    static func request(
        _ path: String = "prod",
        fields: String = "",
        isPlain: Bool = true
    ) -> (head: String, body: String) {
        let body =
            #"{"id":"7","inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[2.5]}],"parameters":{"user":"a"}}"#
        // A field that announces a continuation is nothing that the quick reader reads.
        let odd = isPlain ? "" : "Expect: none\r\n"
        let length = "Content-Length: \(body.utf8.count)\r\n"
        return ("POST /v2/models/\(path)/infer HTTP/1.1\r\n\(odd)\(fields)\(length)\r\n", body)
    }

    /// Sends a request and reads the reply.
    func ask(_ path: String = "prod", fields: String = "", isPlain: Bool = true) throws -> Reply? {
        let (head, body) = Self.request(path, fields: fields, isPlain: isPlain)
        try self.send(head + body)
        return try self.reply()
    }

    /// Reads the reply to what has been sent.
    func reply() throws -> Reply? {
        self.channel.embeddedEventLoop.run()
        guard let buffer = try self.channel.readOutbound(as: ByteBuffer.self) else { return nil }
        let text = String(buffer: buffer)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1)
            fields[String(parts[0])] = String(parts.last ?? "")
        }
        return Reply(
            status: Int(lines[0].split(separator: " ")[1]) ?? 0,
            fields: fields,
            body: try? JSONValue(parsing: Array(text[end.upperBound...].utf8).span.bytes)
        )
    }
}
