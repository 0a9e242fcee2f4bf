internal import AviaryCore

/// One method of one path, as OpenAPI describes it.
struct APIOperation {
    /// A failure that a client may see; the numbers are HTTP's.
    enum Failure: Int, CaseIterable {
        case badRequest = 400
        case unauthenticated = 401
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case requestTimeout = 408
        case conflict = 409
        case preconditionFailed = 412
        case tooLarge = 413
        case unsupportedMedia = 415
        case exhausted = 429
        case modelFailed = 500
        case notOffered = 501
        case unavailable = 503
        case deadlineExceeded = 504

        /// The name of its component.
        var component: String { "Error\(self.rawValue)" }

        /// What it means.
        var summary: String {
            switch self {
            case .badRequest: "The request is malformed or does not fit the model's signature; the text says where."
            case .unauthenticated: "Credentials are asked for; none came, or none that hold."
            case .forbidden: "The role is too low, or the key is for other endpoints."
            case .notFound: "There is no such model, version or path."
            case .methodNotAllowed: "The path takes other methods; `Allow` lists them."
            case .requestTimeout: "The request took too long to arrive."
            case .conflict: "It contradicts what is there, such as a rollout that goes on; the body says what."
            case .preconditionFailed: "Somebody else has changed it: the tag of If-Match is no longer right."
            case .tooLarge: "The body, or what it unpacks to, is larger than the limit."
            case .unsupportedMedia: "The body's content coding is not gzip, deflate or identity."
            case .exhausted: "The model's queue is full; the same request may succeed after `Retry-After` seconds."
            case .modelFailed: "The model failed while running, or the server has a defect."
            case .notOffered: "The feature is known to the protocol but not offered."
            case .unavailable: "The model or server is loading, draining or stopped; try again later."
            case .deadlineExceeded: "The deadline passed before the answer was there; the work was stopped."
            }
        }
    }

    private var members: [JSONValue.Member]
    private var responses: [JSONValue.Member] = []
    private var parameters: [JSONValue] = []
    private var isOpen = false

    /// Begins an operation.
    ///
    /// - Parameters:
    ///   - id: its name, once in the document.
    ///   - tag: the group it is shown in.
    ///   - summary: one line.
    ///   - description: more, in Markdown.
    init(_ id: String, _ tag: String, _ summary: String, _ description: String? = nil) {
        self.members = [
            .init("operationId", .string(id)), .init("tags", [.string(tag)]), .init("summary", .string(summary)),
        ]
        if let description { self.members.append(.init("description", .string(description))) }
    }

    /// Says that nobody is asked for credentials.
    func open() -> APIOperation {
        var copy = self
        copy.isOpen = true
        return copy
    }

    /// Adds parameters that are components.
    func taking(_ names: String...) -> APIOperation {
        var copy = self
        copy.parameters += names.map { ["$ref": .string("#/components/parameters/\($0)")] }
        return copy
    }

    /// Sets the body that a request has.
    ///
    /// - Parameters:
    ///   - content: media types and what they hold.
    ///   - isRequired: whether there must be one.
    /// - Returns: the operation with the body.
    func body(_ content: JSONValue, isRequired: Bool = true) -> APIOperation {
        var copy = self
        copy.members.append(.init("requestBody", ["required": .bool(isRequired), "content": content]))
        return copy
    }

    /// Adds the reply to a request that succeeds.
    ///
    /// - Parameters:
    ///   - description: what it says.
    ///   - content: media types and what they hold; `nil` for no body.
    /// - Returns: the operation with the reply.
    func answering(_ description: String, _ content: JSONValue?) -> APIOperation {
        var copy = self
        var response: [JSONValue.Member] = [.init("description", .string(description))]
        if let content { response.append(.init("content", content)) }
        copy.responses.append(.init("200", .object(response)))
        return copy
    }

    /// Adds the reply to a request that succeeds, in JSON.
    ///
    /// - Parameters:
    ///   - description: what it says.
    ///   - schema: the component that describes it.
    ///   - example: an example.
    /// - Returns: the operation with the reply.
    func answering(_ description: String, json schema: JSONValue, example: JSONValue? = nil) -> APIOperation {
        self.answering(description, APIOperation.json(schema, example: example))
    }

    /// Adds failures.
    func failing(_ failures: Failure...) -> APIOperation {
        var copy = self
        copy.responses += failures.sorted { $0.rawValue < $1.rawValue }.map { failure in
            .init(String(failure.rawValue), ["$ref": .string("#/components/responses/\(failure.component)")])
        }
        return copy
    }

    /// Adds a reply of another status than 200 that is no `{"error": ...}`.
    func answering(status: Int, _ description: String, json schema: JSONValue) -> APIOperation {
        var copy = self
        copy.responses.append(
            .init(String(status), ["description": .string(description), "content": APIOperation.json(schema)])
        )
        return copy
    }

    /// The operation as the document has it.
    var json: JSONValue {
        guard self.isOpen else { return self.failing(.unauthenticated, .forbidden).plainJSON }
        guard case .object(let members) = self.plainJSON else { return self.plainJSON }
        return .object(members + [.init("security", [])])
    }

    private var plainJSON: JSONValue {
        var members = self.members
        if !self.parameters.isEmpty { members.append(.init("parameters", .array(self.parameters))) }
        members.append(.init("responses", .object(self.responses)))
        return .object(members)
    }

    /// Content in JSON.
    ///
    /// - Parameters:
    ///   - schema: describes it.
    ///   - example: an example.
    /// - Returns: the media type and what it holds.
    static func json(_ schema: JSONValue, example: JSONValue? = nil) -> JSONValue {
        var members: [JSONValue.Member] = [.init("schema", schema)]
        if let example { members.append(.init("example", example)) }
        return ["application/json": .object(members)]
    }

    /// Content that is plain text of some media type.
    static func text(_ type: String) -> JSONValue {
        .object([.init(type, ["schema": Schema.string])])
    }
}
