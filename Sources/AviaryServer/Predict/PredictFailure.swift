internal import AviaryCore
internal import HTTPTypes
internal import Hummingbird

/// What is wrong with a request to `/predict`, in the form of FastAPI, which the route's clients know.
enum PredictFailure: Error {
    /// A part of the request is not what it must be: status 422, `{"detail": [{"type", "loc", "msg", "input"}]}`.
    case invalid(type: String, place: [String], message: String, input: JSONValue)
    /// Anything else: `{"detail": "words"}`.
    case refused(HTTPResponse.Status, String, isTransient: Bool)

    /// What was to be there.
    static func missing(_ place: String...) -> PredictFailure {
        .invalid(type: "missing", place: place, message: "Field required", input: .null)
    }

    /// The failure that an error is to a client of this route.
    init(_ error: AviaryError) {
        // A picture or form that cannot be read is a field that cannot be processed.
        let status = error.code == .invalidArgument ? .unprocessableContent : error.code.status
        self = .refused(status, error.description, isTransient: error.code.isTransient)
    }

    var response: Response {
        switch self {
        case .invalid(let type, let place, let message, let input):
            let detail: JSONValue = [
                "type": .string(type), "loc": .array(place.map { .string($0) }), "msg": .string(message),
                "input": input,
            ]
            return Response(json: ["detail": [detail]], status: .unprocessableContent)
        case .refused(let status, let words, let isTransient):
            var response = Response(json: ["detail": .string(words)], status: status)
            if isTransient { response.headers[.retryAfter] = "1" }
            return response
        }
    }
}
