import AviaryCore
import AviaryServing
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import AviaryServer

/// What the quick reader of heads reads is what NIO's decoder reads, and what is odd it leaves to that decoder.
struct PlainHeadTests {
    /// What NIO's decoder makes of a request that lies in the bytes as a whole.
    private struct Decoded {
        let head: HTTPRequestHead
        let body: Int
        /// The bytes that it took from the stream.
        let count: Int
    }

    private static func decode(_ bytes: [UInt8]) -> Decoded? {
        let channel = EmbeddedChannel(
            handler: ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
        )
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        var head: HTTPRequestHead?
        var body = 0
        for (index, byte) in bytes.enumerated() {
            guard (try? channel.writeInbound(ByteBuffer(bytes: [byte]))) != nil else { return nil }
            while let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
                switch part {
                case .head(let request): head = request
                case .body(let part): body += part.readableBytes
                case .end: return head.map { Decoded(head: $0, body: body, count: index + 1) }
                }
            }
        }
        return nil
    }

    private static func read(_ bytes: [UInt8], wanted: WantedFields = WantedFields()) -> PlainHead? {
        PlainHead(bytes.span.bytes, wanted: wanted)
    }

    @Test func `a plain head is read as the decoder reads it`() throws {
        let text = """
            POST /v2/models/wine/infer?a=b HTTP/1.1\r\nHost: localhost:8000\r\ncontent-LENGTH: 5  \r\n\
            X-Request-ID: order 7\r\nConnection: Keep-Alive\r\nAccept-Encoding:gzip\r\nX_Other: %!~\r\n\r\nHello
            """
        let bytes = Array(text.utf8)
        let head = try #require(Self.read(bytes))
        let decoded = try #require(Self.decode(bytes))
        #expect(head.isPost && decoded.head.method == .POST)
        #expect(String(decoding: bytes[head.target], as: UTF8.self) == decoded.head.uri)
        #expect(head.contentLength == 5 && decoded.body == 5)
        #expect(head.count + head.contentLength == decoded.count)
        #expect(head.fields.requestID == "order 7")
        #expect(head.fields.acceptedCoding == .gzip)
        #expect(head.fields.contentLength == 5)
        #expect(!head.fields.closes)
    }

    @Test func `fields are kept where routing asks for them, and only there`() throws {
        let bytes = Array("POST /a HTTP/1.1\r\nX-Request-Id: 7\r\nX-User: u\r\nCookie: a=b\r\n\r\n".utf8)
        let wanted = WantedFields([.header("x-request-id"), .cookie("a")])
        let head = try #require(Self.read(bytes, wanted: wanted))
        #expect(head.fields.routingFields.map(\.name) == ["x-request-id", "cookie"])
        #expect(head.fields.routingFields.map(\.value) == ["7", "a=b"])
        #expect(head.fields.requestID == "7")
        #expect(Self.read(bytes)?.fields.routingFields == [])
    }

    @Test(arguments: [
        "GET / HTTP/1.0\r\n\r\n", "HEAD / HTTP/1.1\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n",
        "GET http://a/ HTTP/1.1\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1 \r\n\r\n",
        "get / HTTP/1.1\r\n\r\n",
        "GET /\u{e9} HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\n\n", "GET / HTTP/1.1\r\nA : 1\r\n\r\n",
        "GET / HTTP/1.1\r\n: 1\r\n\r\n",
        "GET / HTTP/1.1\r\nA: 1\r\n 2\r\n\r\n", "GET / HTTP/1.1\r\nA: 1\n\r\n", "GET / HTTP/1.1\r\nA: \u{1}\r\n\r\n",
        "GET / HTTP/1.1\r\nA:\t1\r\n\r\n", "GET / HTTP/1.1\r\nA\r\n\r\n", "GET / HTTP/1.1\r\nA: \u{e9}\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: \r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 1234567890\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "POST / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n",
        "GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\n\r\n",
    ])
    func `what is odd is left to the decoder`(text: String) {
        #expect(Self.read(Array(text.utf8)) == nil)
    }

    @Test func `a head that has not ended, or is long, is left to the decoder`() {
        let whole = Array("GET /v2 HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        #expect(Self.read(whole)?.count == whole.count)
        for count in 0..<whole.count { #expect(Self.read(Array(whole[..<count])) == nil) }
        let long = "GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 5000) + "\r\n\r\n"
        #expect(Self.read(Array(long.utf8)) == nil)
    }

    @Test(arguments: 0..<8)
    func `whatever it reads, the decoder frames alike`(seed: UInt64) {
        var random = IdentifierGenerator(seed: seed)
        let pieces = [
            "POST ", "GET ", "/v2/models/a/infer", "/", " HTTP/1.1", "\r\n", "\r\n\r\n", "Host: x", "Content-Length: 3",
            "content-length:12", "Connection: keep-alive", "Connection: close", "Transfer-Encoding: chunked", "abc",
            ": ",
            " ", "\n", "\r", "\t", "0", "x-request-id: 1", "Expect: 100-continue", "\u{0}", "\u{7f}",
            "Content_Length: 9",
        ]
        var read = 0
        for _ in 0..<400 {
            var text = random.next() % 4 == 0 ? "" : "POST /v2/models/a/infer HTTP/1.1\r\n"
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                text += pieces.randomElement(using: &random) ?? ""
                if random.next() % 3 > 0 { text += "\r\n" }
            }
            text += "\r\n" + String(repeating: "b", count: 20)
            let bytes = Array(text.utf8)
            guard let head = Self.read(bytes), head.count + head.contentLength <= bytes.count else {
                continue
            }
            read += 1
            let decoded = Self.decode(bytes)
            #expect(decoded?.count == head.count + head.contentLength, "\(text.debugDescription)")
            #expect(decoded?.body == head.contentLength, "\(text.debugDescription)")
            #expect(decoded?.head.uri == String(decoding: bytes[head.target], as: UTF8.self))
            #expect((decoded?.head.method == .POST) == head.isPost)
        }
        #expect(read > 20)
    }
}
