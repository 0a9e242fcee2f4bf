internal import AviaryControl
internal import AviaryCore
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Finds out who asks; each route then says whether that one may.
struct Authenticate: RouterMiddleware {
    typealias Context = Routes.Context

    let gatekeeper: Gatekeeper

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let credentials = Credentials(request.headers)
        var context = context
        do throws(AviaryError) {
            context.principal = try await credentials.principal(self.gatekeeper)
            context.refusal = nil
        } catch {
            context.refusal = error
        }
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            // Which paths there are is not told to those who may not know.
            throw context.refusal ?? error
        }
        if response.headers[.contentType] == ServerSentEvents.contentType {
            let (body, gatekeeper) = (response.body, self.gatekeeper)
            response.body = ResponseBody { writer in
                try await body.write(GuardedWriter(base: writer, credentials: credentials, gatekeeper: gatekeeper))
            }
        }
        return response
    }
}

/// What a request shows of who asks.
private struct Credentials: Sendable {
    private let authorization: String?
    private let apiKey: String?

    init(_ fields: HTTPFields) {
        self.authorization = fields[.authorization]
        self.apiKey = fields[.apiKey]
    }

    func principal(_ gatekeeper: Gatekeeper) async throws(AviaryError) -> Principal {
        try await gatekeeper.principal(authorization: self.authorization, apiKey: self.apiKey)
    }
}

/// Writes a reply that goes on, for as long as the credentials hold by which it was asked for.
private struct GuardedWriter: ResponseBodyWriter {
    var base: any ResponseBodyWriter
    let credentials: Credentials
    let gatekeeper: Gatekeeper

    mutating func write(_ buffer: ByteBuffer) async throws {
        _ = try await self.credentials.principal(self.gatekeeper)
        try await self.base.write(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await self.base.finish(trailingHeaders)
    }
}

extension HTTPField.Name {
    /// Where programs that know no `Authorization` show a key.
    static let apiKey = HTTPField.Name("X-API-Key").valid
}
