internal import AviaryCore
internal import HTTPTypes

/// What the header fields of an infer request say, read in one pass.
struct InferHead {
    /// The body's length, where it was announced.
    var contentLength: Int?
    /// Where the JSON part ends and the binary tensors begin, in bytes of the plain body.
    var jsonLength: Int?
    /// How the body is packed.
    var contentCoding: ContentCoding?
    /// How the reply may be packed.
    var acceptedCoding: ContentCoding?
    /// The client's name for the request.
    var requestID: String?
    /// The caller's trace.
    var traceparent: String?
    /// Whether the client waits for a go-ahead before it sends the body.
    var expectsContinue = false
    /// Whether the connection ends after the reply.
    var closes = false

    /// What is wrong with the fields: a length that is no number, a coding that is unknown.
    var problem: AviaryError?

    /// Reads the fields.
    ///
    /// - Parameter fields: the request's header fields.
    init(_ fields: HTTPFields) {
        for field in fields {
            switch field.name.canonicalName {
            case "content-length":
                // The HTTP decoder has refused lengths that are no numbers, or that contradict each other.
                self.contentLength = Int(field.value)
            case "inference-header-content-length":
                self.jsonLength = Int(field.value)
                if self.jsonLength.map({ $0 < 0 }) ?? true {
                    self.problem = AviaryError(
                        .invalidArgument,
                        "Inference-Header-Content-Length is the length of the JSON part in bytes, got '\(field.value.prefix(40))'"
                    )
                }
            case "content-encoding":
                do throws(AviaryError) {
                    self.contentCoding = try ContentCoding.decoding(field.value)
                } catch {
                    self.problem = error
                }
            case "accept-encoding":
                self.acceptedCoding = ContentCoding.accepted(field.value)
            case "x-request-id":
                self.requestID = field.value
            case "traceparent":
                self.traceparent = field.value
            case "expect":
                self.expectsContinue = field.value.lowercased() == "100-continue"
            case "connection":
                self.closes = field.value.lowercased() == "close"
            default:
                break
            }
        }
    }
}
