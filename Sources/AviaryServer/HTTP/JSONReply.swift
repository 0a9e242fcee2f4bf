internal import AviaryCore
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Response {
    /// A reply in JSON.
    ///
    /// - Parameters:
    ///   - value: the body.
    ///   - status: the HTTP status.
    init(json value: JSONValue, status: HTTPResponse.Status = .ok) {
        self.init(jsonText: value.serialized(), status: status)
    }

    /// A reply whose body is JSON already.
    init(jsonText text: [UInt8], status: HTTPResponse.Status = .ok, fields: HTTPFields = [:]) {
        var fields = fields
        // Exactly this, without a charset: KServe's client reads errors only then.
        fields[.contentType] = "application/json"
        self.init(status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: text)))
    }

    /// A reply without a body, as clients expect from load and unload.
    static var done: Response { Response(status: .ok, headers: [.contentLength: "0"]) }
}

extension AviaryError {
    /// The reply that clients of the protocol expect; without a body for HEAD, whose replies have none.
    func response(to request: Request) -> Response {
        Response(jsonText: request.method == .head ? [] : self.body, status: self.code.status, fields: self.fields)
    }
}
