import AviaryClient
import AviaryCore
import NIOHTTP1
import Testing

extension ClientTests {
    private static let picture: [UInt8] = [0xFF, 0xD8, 0xFF, 0x0D, 0x0A, 0x2D, 0x2D]

    @Test func `a picture travels as a form's file and comes back as labels, boxes and stages`() async throws {
        let reply = #"""
            {"model":"yolov3-tiny","version":"2","width":640,"height":480,
             "detections":[{"label":"cup","confidence":0.75,"box":{"left":1,"top":2.5,"right":30,"bottom":40}}],
             "milliseconds":{"decode":1.5,"infer":20}}
            """#
        try await self.run([.json(200, reply)]) { client, server in
            let detections = try await client.detect("yolov3-tiny", picture: Self.picture, confidence: 0.25)
            let box = Box(left: 1, top: 2.5, right: 30, bottom: 40)
            #expect(detections.found == [Detection(label: "cup", confidence: 0.75, box: box)])
            #expect(detections.model == "yolov3-tiny" && detections.version == "2")
            #expect(detections.width == 640 && detections.height == 480)
            #expect(detections.stages.map(\.name) == ["decode", "infer"])
            #expect(detections.stages.map(\.milliseconds) == [1.5, 20])
            let request = server.requests[0]
            #expect(request.line == "POST /at/predict?model=yolov3-tiny&format=json&confidence=0.25")
            let type = try #require(request.headers.first(name: "content-type"))
            let boundary = try #require(type.split(separator: "boundary=").last)
            #expect(
                request.body.starts(with: Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"".utf8))
            )
            #expect(
                request.body.suffix(boundary.utf8.count + 15) == Self.picture + Array("\r\n--\(boundary)--\r\n".utf8)
            )
        }
    }

    @Test(arguments: [
        (#"{"detail":"The file is not a picture"}"#, "The file is not a picture"),
        (
            #"{"detail":[{"type":"enum","loc":["query","model"],"msg":"Input should be 'a'"},{"msg":"Field required"}]}"#,
            "model: Input should be 'a'; Field required"
        ),
        (#"{"error":"too large"}"#, "too large"),
    ])
    func `what the server finds wrong with a picture is said in its words`(_ body: String, _ words: String) async throws
    {
        let error = try await self.failure([.json(422, body)]) { client in
            _ = try await client.detect("m", picture: Self.picture)
        }
        #expect(error.code == .refused && error.status == 422)
        #expect(error.serverMessage == words)
    }

    @Test(arguments: [
        "{}", "[]", #"{"model":"m","width":1,"height":1,"detections":[]}"#,
        #"{"model":"m","width":-1,"height":1,"detections":[],"milliseconds":{}}"#,
        #"{"model":"m","width":1,"height":1,"detections":[{"label":"a"}],"milliseconds":{}}"#,
    ])
    func `a reply that does not say what was found is malformed`(_ body: String) async throws {
        let error = try await self.failure([.json(200, body)]) { client in
            _ = try await client.detect("m", picture: Self.picture)
        }
        #expect(error.code == .malformedReply)
    }
}
