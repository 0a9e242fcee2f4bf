internal import AviaryControl
internal import AviaryCore
internal import HTTPTypes
package import Hummingbird
internal import NIOCore

/// The routes of the server: a table that knows which methods a path has, so that the wrong one gets a 405 that says so.
package struct Routes {
    package typealias Context = RouteContext
    package typealias Handler = @Sendable (Request, Context) async throws -> Response

    private let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
    private var methods: [String: Set<HTTPRequest.Method>] = [:]

    /// A table without routes, which answers 404 in the protocol's form.
    ///
    /// - Parameter gatekeeper: tells who asks.
    package init(_ gatekeeper: Gatekeeper) {
        self.router.add(middleware: IdentifyRequests())
        self.router.add(middleware: PackedReplies())
        self.router.add(middleware: ErrorReplies())
        self.router.add(middleware: Authenticate(gatekeeper: gatekeeper))
    }

    /// Adds a route.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - path: the path; `:name` stands for one component.
    ///   - access: who may call it.
    ///   - handler: answers.
    package mutating func on(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ access: AccessRule,
        _ handler: @escaping Handler
    ) {
        self.methods[path, default: []].insert(method)
        self.router.on(RouterPath(path), method: method) { request, context in
            try access.demand(request, context)
            return try await handler(request, context)
        }
    }

    /// Says that a method of a path is answered before the router is asked.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - path: the path.
    package mutating func reserve(_ method: HTTPRequest.Method, _ path: String) {
        self.methods[path, default: []].insert(method)
    }

    /// Ends the adding: all other methods of the known paths are refused.
    ///
    /// - Returns: the router.
    package func finish() -> Router<Context> {
        let all: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
        for (path, known) in self.methods {
            var allowed = known
            if known.contains(.get) { allowed.insert(.head) }
            let list = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            for method in all.subtracting(allowed) {
                self.router.on(RouterPath(path), method: method) { request, context in
                    if let refusal = context.refusal { throw refusal }
                    let error = AviaryError(
                        .methodNotAllowed,
                        "\(request.uri.path) takes \(list), not \(method.rawValue)"
                    )
                    var response = error.response(to: request)
                    response.headers[.allow] = list
                    return response
                }
            }
        }
        return self.router
    }
}

extension Request {
    /// The whole body, unpacked.
    ///
    /// - Parameter limit: the most bytes that it may have, packed and plain.
    /// - Returns: the plain body.
    /// - Throws: ``AviaryError`` for a body that is broken, and for one that is larger than the limit, as it comes or
    ///   unpacked.
    func plainBody(upTo limit: Int) async throws -> ByteBuffer {
        let coding = try self.headers[.contentEncoding].flatMap { try ContentCoding.decoding($0) }
        let body: ByteBuffer
        do {
            body = try await self.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw AviaryError(.tooLarge, "the body has more than \(limit) bytes, which is the limit")
        }
        guard let coding else { return body }
        return ByteBuffer(bytes: try coding.unpack(body.readableBytesSpan, limit: limit))
    }

    /// The value of a path's component, percent-decoded.
    ///
    /// - Throws: ``AviaryError`` with code `notFound` for a component that is not text.
    func component(_ name: String, _ context: Routes.Context) throws(AviaryError) -> String {
        guard let value = context.parameters.get(name), let text = Substring(value).percentDecoded else {
            throw AviaryError(.notFound, "no such path: \(self.uri.path)")
        }
        return text
    }
}
