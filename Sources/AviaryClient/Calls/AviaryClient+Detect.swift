internal import AviaryCore
internal import NIOCore
internal import NIOHTTP1

extension AviaryClient {
    /// Asks a model what is on a picture.
    ///
    /// - Parameters:
    ///   - model: the model's name.
    ///   - picture: a JPEG, PNG or WebP file, whole.
    ///   - confidence: the least confidence of what is reported, 0...1; the model's own if absent.
    /// - Returns: labels, confidences and boxes.
    /// - Throws: ``ClientError``; with code `refused` where the server says what is wrong with the picture or the model.
    public func detect(
        _ model: String,
        picture: [UInt8],
        confidence: Float? = nil
    ) async throws(ClientError) -> Detections {
        var path = CallPath("/predict")
        var query = [("model", model), ("format", "json")]
        if let confidence { query.append(("confidence", "\(confidence)")) }
        path.append(query: query)
        // Random, so that no picture has it inside by anyone's intention.
        let boundary = "aviary-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        var body = ByteBuffer()
        body.reserveCapacity(picture.count + 256)
        body.writeString("--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"picture\"\r\n")
        body.writeString("Content-Type: application/octet-stream\r\n\r\n")
        body.writeBytes(picture)
        body.writeString("\r\n--\(boundary)--\r\n")
        let call = Call(
            method: .POST,
            path: path,
            headers: ["content-type": "multipart/form-data; boundary=\(boundary)"],
            body: body
        )
        let reply = try await self.send(call)
        do throws(AviaryError) {
            return try Detections(try JSONValue(parsing: reply.body.readableBytesSpan))
        } catch {
            throw ClientError(malformed: error, in: call)
        }
    }
}
