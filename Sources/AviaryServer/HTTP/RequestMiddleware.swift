internal import AviaryCore
internal import AviaryStore
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Takes up who a request is, tells it to the log and to the reply.
struct IdentifyRequests: RouterMiddleware {
    typealias Context = Routes.Context

    private let random = Locked(IdentifierGenerator())

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let identity = self.random.withLock { random in
            RequestIdentity(
                id: request.headers[.requestID],
                traceparent: request.headers[.traceparent],
                using: &random
            )
        }
        var context = context
        for (key, value) in identity.metadata { context.logger[metadataKey: key] = value }
        var response = try await next(request, context)
        identity.add(to: &response.headers)
        context.logger.debug(
            "Request answered",
            metadata: [
                "method": "\(request.method.rawValue)", "path": "\(request.uri.path)",
                "status": "\(response.status.code)",
            ]
        )
        return response
    }
}

/// Turns every failure into the protocol's form, `{"error": "..."}`.
struct ErrorReplies: RouterMiddleware {
    typealias Context = Routes.Context

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let failure as RoutedFailure {
            let error = failure.error
            if error.code == .internalError { context.logger.error("Request failed", metadata: ["error": "\(error)"]) }
            var response = error.response(to: request)
            failure.prediction.add(to: &response.headers)
            return response
        } catch let error as AviaryError {
            if error.code == .internalError { context.logger.error("Request failed", metadata: ["error": "\(error)"]) }
            return error.response(to: request)
        } catch let error as ManifestError {
            return Response(json: error.json, status: .badRequest)
        } catch let error as HTTPError where error.status == .notFound {
            return AviaryError(.notFound, "no such path: \(request.uri.path)", remedy: "the routes are listed at /docs")
                .response(to: request)
        } catch let error as HTTPError {
            let text = JSONValue.object([.init("error", .string(error.body ?? error.status.reasonPhrase))])
            return Response(json: text, status: error.status)
        } catch {
            context.logger.error("Request failed", metadata: ["error": "\(error)"])
            return AviaryError(.internalError, "the server failed on this request", remedy: "see its log")
                .response(to: request)
        }
    }
}
