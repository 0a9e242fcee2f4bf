internal import AviaryCore
internal import AviaryServing
internal import NIOHTTP1

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
    /// By what the client shows who it is.
    var authorization: String?
    /// A key, where a client shows it apart.
    var apiKey: String?
    /// The client's name for the request.
    var requestID: String?
    /// The caller's trace.
    var traceparent: String?
    /// The version that a tester asks for.
    var versionField: String?
    /// The fields that routing keys are read from.
    var routingFields: [WantedFields.Field] = []
    /// Whether the client waits for a go-ahead before it sends the body.
    var expectsContinue = false
    /// Whether the connection ends after the reply.
    var closes = false

    /// What is wrong with the fields: a length that is no number, a coding that is unknown.
    var problem: AviaryError?

    /// A head without fields.
    init() {}

    /// Reads the fields.
    ///
    /// - Parameters:
    ///   - request: the request's head.
    ///   - wanted: the fields that routing keys are read from.
    init(_ request: HTTPRequestHead, wanted: WantedFields) {
        self.closes = !request.isKeepAlive
        for field in request.headers {
            let length = field.name.utf8.count
            guard InferHead.isOfInterest(length) || wanted.mayHave(length: length) else { continue }
            self.read(field.name, field.value, wanted)
        }
    }

    /// Whether a field whose name is this long may be one that is read here: tells nearly all others apart at once.
    ///
    /// - Parameter count: the length of a name.
    /// - Returns: whether it may be.
    static func isOfInterest(_ count: Int) -> Bool {
        switch count {
        case 6, 9, 11, 12, 13, 14, 15, 16, 31: true
        default: false
        }
    }

    /// Reads a field, if it is one that matters.
    ///
    /// - Parameters:
    ///   - name: its name, in capitals or not.
    ///   - value: its value.
    ///   - wanted: the fields that routing keys are read from.
    mutating func read(_ name: String, _ value: String, _ wanted: WantedFields) {
        if wanted.mayHave(length: name.utf8.count), let name = wanted.name(name) {
            self.routingFields.append(WantedFields.Field(name: name, value: value))
        }
        switch name.utf8.count {
        case 14 where name.isField("content-length"):
            // The HTTP decoder has refused lengths that are no numbers, or that contradict each other.
            self.contentLength = Int(value)
        case 31 where name.isField("inference-header-content-length"):
            self.jsonLength = Int(value)
            if self.jsonLength.map({ $0 < 0 }) ?? true {
                self.problem = AviaryError(
                    .invalidArgument,
                    "Inference-Header-Content-Length is the length of the JSON part in bytes, got '\(value.prefix(40))'"
                )
            }
        case 16 where name.isField("content-encoding"):
            do throws(AviaryError) {
                self.contentCoding = try ContentCoding.decoding(value)
            } catch {
                self.problem = error
            }
        case 15 where name.isField("accept-encoding"):
            self.acceptedCoding = ContentCoding.accepted(value)
        case 16 where name.isField("x-aviary-version"):
            self.versionField = value
        case 13 where name.isField("authorization"):
            self.authorization = Self.joined(self.authorization, value)
        case 9 where name.isField("x-api-key"):
            self.apiKey = Self.joined(self.apiKey, value)
        case 12 where name.isField("x-request-id"):
            self.requestID = value
        case 11 where name.isField("traceparent"):
            self.traceparent = value
        case 6 where name.isField("expect"):
            self.expectsContinue = value.lowercased() == "100-continue"
        default:
            break
        }
    }

    /// The value of a field that occurs again, as the router has it (RFC 9110, section 5.2): no key looks like that.
    private static func joined(_ before: String?, _ value: String) -> String {
        before.map { "\($0), \(value)" } ?? value
    }
}

extension String {
    /// Whether a header field has this name, in capitals or not.
    ///
    /// - Parameter name: a name in lower-case letters and dashes.
    /// - Returns: whether the two are the same name.
    fileprivate func isField(_ name: StaticString) -> Bool {
        guard self.utf8.count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { name in
            zip(self.utf8, name).allSatisfy { mine, theirs in mine | 0x20 == theirs | 0x20 }
        }
    }
}
