internal import AviaryCore
internal import NIOCore
internal import NIOHTTP1

/// One request of the protocol, ready to be sent any number of times.
struct Call: Sendable {
    var method: HTTPMethod
    let path: CallPath
    var headers: HTTPHeaders = [:]
    var body: ByteBuffer?
    /// Whether sending it twice does no more than sending it once.
    var isRepeatable = true
    /// The statuses that are an answer rather than a failure.
    var answers: Set<Int> = [200]

    static func get(_ path: CallPath, answers: Set<Int> = [200]) -> Call {
        Call(method: .GET, path: path, answers: answers)
    }

    static func post(_ path: CallPath, json: JSONValue, isRepeatable: Bool) -> Call {
        Call(
            method: .POST,
            path: path,
            headers: ["content-type": "application/json"],
            body: ByteBuffer(bytes: json.serialized()),
            isRepeatable: isRepeatable
        )
    }
}

extension Call: CustomStringConvertible {
    var description: String { "\(self.method.rawValue) \(self.path)" }
}

/// What came back, whole.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: ByteBuffer
}

extension Reply {
    /// The failure that a reply with an error status stands for.
    func refusal(of call: Call) -> ClientError {
        let words = self.errorText
        let remedy: String? =
            switch self.status {
            case 404: "name a model and version that the server has; its index lists them"
            case 413: "send fewer rows, or raise the server's limit"
            case 429, 503: "send the request again later"
            case 504: "allow more time, or send fewer rows"
            case 300..<400: "give the URL to which the server points"
            default: nil
            }
        return ClientError(
            .refused,
            "expected status 200 for \(call), got \(self.status)" + (words.map { ": \($0)" } ?? ""),
            remedy: remedy,
            status: self.status,
            serverMessage: words,
            retryAfter: self.headers.first(name: "retry-after").flatMap { UInt32($0) }.map { .seconds($0) }
        )
    }

    /// The text of `{"error": "..."}`, or of `{"detail": ...}` as FastAPI words it, fit for a terminal.
    private var errorText: String? {
        let json = try? JSONValue(parsing: self.body.readableBytesSpan)
        guard let text = json?["error"]?.words ?? json?["detail"]?.words else { return nil }
        var words = ""
        for scalar in text.unicodeScalars.prefix(4096) {
            words.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return words
    }
}

extension JSONValue {
    /// A text, or the places and messages of a list of `{"loc": ["query", "model"], "msg": "..."}`.
    fileprivate var words: String? {
        switch self {
        case .string(let text): return text
        case .array(let problems):
            let texts = problems.compactMap { problem -> String? in
                guard case .string(let message)? = problem["msg"] else { return nil }
                guard case .array(let places)? = problem["loc"], case .string(let place)? = places.last else {
                    return message
                }
                return "\(place): \(message)"
            }
            return texts.isEmpty ? nil : texts.joined(separator: "; ")
        default: return nil
        }
    }
}
