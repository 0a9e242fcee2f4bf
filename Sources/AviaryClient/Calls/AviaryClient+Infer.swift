public import AviaryCore
internal import NIOCore
internal import NIOHTTP1

extension AviaryClient {
    /// Asks a model for its outputs.
    ///
    /// - Parameters:
    ///   - model: the model's name.
    ///   - version: the version; the one that answers by default if absent.
    ///   - inputs: the tensors that the model takes.
    ///   - outputs: the outputs that are wanted; all of them when empty.
    ///   - parameters: parameters of the request as a whole.
    ///   - id: a name for the request, echoed in the reply.
    ///   - encoding: how tensors travel, in both directions.
    /// - Returns: the outputs, and which model and version gave them.
    /// - Throws: ``ClientError``; with code `refused` where the server says what does not fit.
    public func infer(
        _ model: String,
        version: String? = nil,
        inputs: [NamedTensor],
        outputs: [RequestedOutput] = [],
        parameters: Parameters = [:],
        id: String? = nil,
        encoding: TensorEncoding = .binary
    ) async throws(ClientError) -> InferenceResponse {
        var path = try CallPath(model: model, version: version)
        path.append("infer")
        let request = InferenceRequest(id: id, parameters: parameters, inputs: inputs, outputs: outputs)
        let encoded: EncodedRequest
        do throws(AviaryError) {
            encoded = try RequestEncoder.encode(request, encoding)
        } catch {
            throw ClientError(invalid: error)
        }
        var call = Call(method: .POST, path: path, body: encoded.body)
        if let jsonByteCount = encoded.jsonByteCount {
            call.headers = [
                "content-type": "application/octet-stream", Self.jsonLengthHeader: String(jsonByteCount),
            ]
        } else {
            call.headers = ["content-type": "application/json"]
        }
        let reply = try await self.send(call)
        do throws(AviaryError) {
            return try ReplyDecoder.decode(
                reply.body.readableBytesSpan,
                jsonByteCount: try Self.jsonByteCount(reply)
            )
        } catch {
            throw ClientError(malformed: error, in: call)
        }
    }

    /// The header that says where the JSON text ends and the binary tensors begin.
    private static let jsonLengthHeader = "inference-header-content-length"

    private static func jsonByteCount(_ reply: Reply) throws(AviaryError) -> Int? {
        guard let text = reply.headers.first(name: self.jsonLengthHeader) else { return nil }
        guard let count = Int(text) else {
            throw AviaryError(.invalidArgument, "Inference-Header-Content-Length is a whole number, got '\(text)'")
        }
        return count
    }
}

extension InferenceResponse {
    /// An output by its name.
    ///
    /// - Parameter name: the name in the model's signature.
    /// - Returns: the tensor; `nil` when the reply has no such output.
    public func output(_ name: String) -> Tensor? {
        self.outputs.first { $0.name == name }?.tensor
    }

    /// The elements of an output.
    ///
    /// - Parameters:
    ///   - name: the name in the model's signature.
    ///   - type: the type of the elements.
    /// - Returns: the elements, in row-major order.
    /// - Throws: ``ClientError`` with code `malformedReply` when there is no such output, or it has another type.
    public func values<Element: TensorElement>(
        of name: String,
        as type: Element.Type = Element.self
    ) throws(ClientError) -> [Element] {
        guard let tensor = self.output(name) else {
            throw ClientError(
                .malformedReply,
                "expected an output '\(name)', the reply has none",
                remedy: NearestWord.suggestion(for: name, among: self.outputs.map(\.name))
            )
        }
        guard tensor.dataType == Element.dataType else {
            throw ClientError(
                .malformedReply,
                "expected output '\(name)' to be \(Element.dataType.rawValue), it is \(tensor.dataType.rawValue)"
            )
        }
        return tensor.values(as: Element.self)
    }
}
