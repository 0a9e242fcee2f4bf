import AviaryClient
import AviaryCore
import AviaryTesting
import NIOHTTP1
import Testing

/// Calls over a real connection, against a server that follows a script.
struct ClientTests {
    /// Runs a client against a script; its waits are on a simulated clock.
    func run<Result>(
        _ acts: [ScriptedServer.Act],
        options: AviaryClient.Options = .init(),
        clock: SimulatedClock = SimulatedClock(),
        _ body: (AviaryClient, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await ScriptedServer.run(acts) { server in
            let client = try AviaryClient(url: server.url, options: options, clock: clock)
            do {
                let result = try await body(client, server)
                try await client.shutdown()
                return result
            } catch {
                try? await client.shutdown()
                throw error
            }
        }
    }

    func failure(
        _ acts: [ScriptedServer.Act],
        options: AviaryClient.Options = .init(),
        _ body: (AviaryClient) async throws -> Void
    ) async throws -> ClientError {
        try await self.run(acts, options: options) { client, _ in
            try #require(await #expect(throws: ClientError.self) { try await body(client) })
        }
    }

    private static let reply = #"{"model_name":"m","model_version":"1","outputs":[]}"#

    @Test func `every call goes to its path`() async throws {
        let metadata =
            #"{"name":"m","versions":["1"],"platform":"p","inputs":[{"name":"x","datatype":"FP32","shape":[-1,4]}]}"#
        let statistics = #"""
            {"model_stats":[{"name":"m","version":"1","last_inference":5,"inference_count":9,"execution_count":3,
             "inference_stats":{"success":{"count":4,"ns":800}},"batch_stats":[{"batch_size":3,"compute_infer":{"count":3,"ns":9}}]}]}
            """#
        let acts: [ScriptedServer.Act] = [
            .reply(200), .reply(200), .json(200, #"{"name":"aviary","version":"1","extensions":["parameters"]}"#),
            .reply(200), .json(200, metadata), .json(200, #"{"max_batch_size": 8}"#), .json(200, statistics),
            .json(200, statistics),
            .json(
                200,
                #"[{"name":"m","version":"1","state":"READY","reason":""},{"name":"n","state":"NEW","reason":"why"}]"#
            ),
            .reply(200), .reply(200), .json(200, Self.reply),
        ]
        try await self.run(acts) { client, server in
            #expect(try await client.live())
            #expect(try await client.ready())
            #expect(try await client.serverMetadata().extensions == ["parameters"])
            #expect(try await client.modelReady("m", version: "2"))
            let model = try await client.modelMetadata("a b/ü")
            #expect(model.inputs == [TensorMetadata(name: "x", dataType: .float32, shape: [-1, 4])])
            #expect(try await client.modelConfig("m") == #"{"max_batch_size":8}"#)
            let one = try await client.statistics("m")
            #expect(one[0].success.meanNanoseconds == 200 && one[0].fail.meanNanoseconds == nil)
            #expect(one[0].batches[0].size == 3 && one[0].batches[0].computeInfer.count == 3)
            #expect(try await client.statistics() == one)
            let index = try await client.index(onlyReady: true)
            #expect(index.map(\.state) == [.ready, .unknown] && index[1].version == nil)
            #expect(index.map(\.reason) == [nil, "why"])
            try await client.load("m", force: true)
            try await client.unload("m")
            _ = try await client.infer("m", version: "1", inputs: [], encoding: .json)
            #expect(
                server.requests.map(\.line) == [
                    "GET /at/v2/health/live", "GET /at/v2/health/ready", "GET /at/v2",
                    "GET /at/v2/models/m/versions/2/ready", "GET /at/v2/models/a%20b%2F%C3%BC",
                    "GET /at/v2/models/m/config", "GET /at/v2/models/m/stats", "GET /at/v2/models/stats",
                    "POST /at/v2/repository/index", "POST /at/v2/repository/models/m/load",
                    "POST /at/v2/repository/models/m/unload", "POST /at/v2/models/m/versions/1/infer",
                ]
            )
            #expect(String(decoding: server.requests[9].body, as: UTF8.self) == #"{"parameters":{"force":true}}"#)
        }
    }

    @Test func `tensors travel as bytes and come back as values`() async throws {
        let head =
            #"{"model_name":"m","model_version":"2","outputs":[{"name":"y","datatype":"INT16","shape":[2],"parameters":{"binary_data_size":4}}]}"#
        let act = ScriptedServer.Act.reply(
            200,
            headers: ["Inference-Header-Content-Length": "\(head.utf8.count)"],
            body: Array(head.utf8) + [1, 0, 2, 0]
        )
        try await self.run([act]) { client, server in
            let input = NamedTensor(name: "x", tensor: try Tensor([1, 2] as [UInt8]))
            let reply = try await client.infer("m", inputs: [input], id: "7")
            #expect(try reply.values(of: "y") == [1, 2] as [Int16])
            #expect(throws: ClientError.self) { try reply.values(of: "y", as: Float.self) }
            #expect(throws: ClientError.self) { try reply.values(of: "z", as: Int16.self) }
            let request = server.requests[0]
            let length = try #require(
                request.headers.first(name: "inference-header-content-length").flatMap { Int($0) }
            )
            #expect(request.body[length...] == [1, 2])
        }
    }

    @Test func `an error keeps the server's words and the status`() async throws {
        let error = try await self.failure([.json(404, #"{"error": "unknown model \u001b[31m'm'"}"#)]) { client in
            _ = try await client.modelMetadata("m")
        }
        #expect(error.code == .refused && error.status == 404)
        #expect(error.serverMessage == "unknown model  [31m'm'")
        #expect(error.message == "expected status 200 for GET /v2/models/m, got 404: unknown model  [31m'm'")
        #expect(error.remedy?.contains("index") == true)
    }

    @Test(arguments: [
        ScriptedServer.Act.json(500, "oops"), .json(502, ""),
        .reply(500, body: [UInt8](repeating: 0x5B, count: 99_999)),
    ])
    func `an error without words is one all the same`(act: ScriptedServer.Act) async throws {
        let error = try await self.failure([act]) { client in _ = try await client.serverMetadata() }
        #expect(error.code == .refused && error.serverMessage == nil)
    }

    @Test(arguments: [400, 503]) func `not ready is an answer`(status: Int) async throws {
        try await self.run([.reply(status), .reply(status), .reply(404)]) { client, _ in
            let answers = (try await client.ready(), try await client.modelReady("m"))
            #expect(answers == (false, false))
            await #expect(throws: ClientError.self) { try await client.modelReady("m") }
        }
    }

    @Test func `a busy server is asked again after the pause that it names`() async throws {
        let clock = SimulatedClock()
        let acts: [ScriptedServer.Act] = [
            .json(503, #"{"error": "loading"}"#, headers: ["retry-after": "9"]), .json(200, Self.reply),
        ]
        try await self.run(acts, clock: clock) { client, server in
            let reply = try await client.infer("m", inputs: [])
            #expect(reply.modelName == "m")
            #expect(server.requests.count == 2 && server.requests[0].body == server.requests[1].body)
        }
        #expect(clock.waits.count == 1)
        #expect((.seconds(9))...(.milliseconds(9100)) ~= clock.waits[0])
    }

    @Test func `loading and unloading are sent once`() async throws {
        let clock = SimulatedClock()
        try await self.run([.reply(503), .hangUp], clock: clock) { client, server in
            let busy = await #expect(throws: ClientError.self) { try await client.load("m") }
            #expect(busy?.status == 503)
            let lost = await #expect(throws: ClientError.self) { try await client.unload("m") }
            #expect(lost?.code == .connectionLost)
            #expect(server.requests.count == 2)
        }
        #expect(clock.waits.isEmpty)
    }

    @Test func `a reply that is cut off is asked for again`() async throws {
        let cut = ScriptedServer.Act.cut(body: Array(#"{"model_name":"m""#.utf8))
        try await self.run([cut, .hangUp, .json(200, Self.reply)]) { client, server in
            let reply = try await client.infer("m", inputs: [])
            #expect(reply.modelName == "m")
            #expect(server.requests.count == 3)
        }
        let error = try await self.failure([cut, cut, cut, cut, cut]) { client in
            _ = try await client.infer("m", inputs: [])
        }
        #expect(error.code == .connectionLost)
    }

    @Test(arguments: [[:], ["transfer-encoding": "chunked"]] as [HTTPHeaders])
    func `a reply beyond the limit is not taken in`(headers: HTTPHeaders) async throws {
        var options = AviaryClient.Options()
        options.maximumReplyBytes = 1000
        let act = ScriptedServer.Act.reply(200, headers: headers, body: [UInt8](repeating: 0x20, count: 1001))
        let error = try await self.failure([act], options: options) { client in _ = try await client.serverMetadata() }
        #expect(error.code == .replyTooLarge)
        #expect(error.message.contains("at most 1000 bytes"))
    }

    @Test func `a silent server runs into the timeout`() async throws {
        var options = AviaryClient.Options()
        options.timeout = .milliseconds(20)
        let error = try await self.failure([.silence], options: options) { client in
            _ = try await client.serverMetadata()
        }
        #expect(error.code == .timedOut)
    }

    @Test(
        arguments: [
            ("<html>", nil), (#"{"outputs":1}"#, nil), (Self.reply, "x"), (Self.reply, "-1"),
            (Self.reply, "99999999999"),
        ])
    func `a reply of another kind is named as such`(body: String, jsonLength: String?) async throws {
        let headers: HTTPHeaders = jsonLength.map { ["inference-header-content-length": $0] } ?? [:]
        let error = try await self.failure([.json(200, body, headers: headers)]) { client in
            _ = try await client.infer("m", inputs: [])
        }
        #expect(error.code == .malformedReply)
        #expect(error.remedy?.contains("Open Inference Protocol") == true)
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `a server that is not there is named after the last attempt`(host: String) async throws {
        let url = try await ScriptedServer.run([]) { $0.url.replacing("127.0.0.1", with: host) }
        let clock = SimulatedClock()
        let client = try AviaryClient(url: url, options: .init(), clock: clock)
        let error = await #expect(throws: ClientError.self) { try await client.live() }
        try await client.shutdown()
        #expect(error?.code == .connectionFailed, "\(String(describing: error))")
        #expect(error?.message.contains(url.dropLast()) == true)
        #expect(error?.message.lowercased().contains("refused") == true, "\(String(describing: error))")
        #expect(clock.waits.count == 3)
        let late = await #expect(throws: ClientError.self) { try await client.live() }
        #expect(late?.code == .shutDown)
    }

    @Test func `a cancelled call says so`() async throws {
        let error = try await self.failure([.silence]) { client in
            let call = Task { try await client.serverMetadata() }
            call.cancel()
            _ = try await call.value
        }
        #expect(error.code == .cancelled)
    }

    @Test(arguments: [
        "", "ftp://host", "http://", "http://h:99999", "http://h?x=1", "http://h#x", "http://u:p@h", "a b",
    ])
    func `what is no server's URL is refused`(url: String) {
        let error = #expect(throws: ClientError.self) { try AviaryClient(url: url) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.remedy?.contains("http://localhost:8000") == true)
    }

    @Test(arguments: ["", ".", ".."]) func `names that would lead elsewhere are refused`(name: String) async throws {
        try await self.run([]) { client, server in
            let error = await #expect(throws: ClientError.self) { try await client.load(name) }
            #expect(error?.code == .invalidRequest)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `what JSON lacks is refused before anything is sent`() async throws {
        let error = try await self.failure([]) { client in
            let input = NamedTensor(name: "x", tensor: try Tensor([Double.nan]))
            _ = try await client.infer("m", inputs: [input], encoding: .json)
        }
        #expect(error.code == .invalidRequest)
        #expect(error.description == "input 'x': nan has no JSON form; send the request with binary encoding")
    }
}
