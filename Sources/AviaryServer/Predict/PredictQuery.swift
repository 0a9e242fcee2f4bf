internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import HTTPTypes
internal import Hummingbird

/// What a request to `/predict` asks for: `?model=yolov3-tiny&confidence=0.5&format=json`.
struct PredictQuery {
    /// What comes back.
    enum Format: String, CaseIterable {
        /// The picture with boxes.
        case jpeg
        /// Labels, confidences and boxes.
        case json
    }

    /// Where the picture goes.
    let route: RouteRequest
    /// The least confidence of what is reported; the detector's own where that is `nil`.
    let confidence: Float?
    /// What comes back.
    let format: Format

    /// Reads a request's query and `Accept`.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - tasks: knows the models there are.
    ///   - principal: who asks.
    /// - Throws: `PredictFailure` that says what was expected, and `AviaryError` for a model that is not ready.
    init(_ request: Request, _ tasks: TaskRouting, _ principal: Principal) throws {
        let query = request.uri.queryParameters
        guard let model = query["model"] else { throw PredictFailure.missing("query", "model") }
        try principal.require(.predict, at: model)
        self.route = try tasks.route(request, to: String(model))
        try Self.check(self.route, tasks.router.table, principal)
        self.confidence = try query["confidence"].map { try Self.confidence(String($0)) }
        self.format = try Self.format(query["format"].map(String.init), accept: request.headers[.accept])
    }

    /// Checks that there is a detector of the name, before the picture is read.
    private static func check(_ route: RouteRequest, _ table: RoutingTable, _ principal: Principal) throws {
        if table.endpoints[route.endpoint] != nil, Detector(try route.reader(in: table)) != nil { return }
        let known = table.detectors.filter { principal.sees($0) }.map { "'\($0)'" }
        let words =
            known.count > 1 ? known.dropLast().joined(separator: ", ") + " or \(known[known.count - 1])" : known.first
        throw PredictFailure.invalid(
            type: "enum",
            place: ["query", "model"],
            message: words.map { "Input should be \($0)" } ?? "None of the models finds boxes on pictures",
            input: .string(route.endpoint)
        )
    }

    private static func confidence(_ text: String) throws -> Float {
        func wrong(_ type: String, _ message: String) -> PredictFailure {
            .invalid(type: type, place: ["query", "confidence"], message: message, input: .string(text))
        }
        guard let number = Float(text), !number.isNaN else {
            throw wrong("float_parsing", "Input should be a valid number, unable to parse string as a number")
        }
        guard number >= 0 else { throw wrong("greater_than_equal", "Input should be greater than or equal to 0") }
        guard number <= 1 else { throw wrong("less_than_equal", "Input should be less than or equal to 1") }
        return number
    }

    private static func format(_ text: String?, accept: String?) throws -> Format {
        guard let text else {
            let types = (accept ?? "").lowercased()
            // A client that takes anything gets the picture.
            return types.contains("application/json") && !types.contains("image/") ? .json : .jpeg
        }
        guard let format = Format(rawValue: text) else {
            throw PredictFailure.invalid(
                type: "enum",
                place: ["query", "format"],
                message: "Input should be 'jpeg' or 'json'",
                input: .string(text)
            )
        }
        return format
    }
}

extension RoutingTable {
    /// The names of the models that find boxes on pictures, in order.
    var detectors: [String] {
        self.endpoints.values.filter { $0.stable.flatMap { Detector($0.engine) } != nil }.map(\.name.rawValue).sorted()
    }
}
