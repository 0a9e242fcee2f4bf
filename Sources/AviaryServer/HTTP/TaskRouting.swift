internal import AviaryCore
internal import AviaryServing
internal import HTTPTypes
internal import Hummingbird

/// Routes and runs the requests that tasks answer: V1's, and pictures.
struct TaskRouting: Sendable {
    /// Which engine answers which request.
    let router: AviaryServing.Router
    private let serverDeadline: Duration
    private let random = Locked(IdentifierGenerator())
    private let observations: AviaryServing.Recorder.Shard
    private let mirror: (@Sendable (ShadowCopy) -> Void)?

    /// Makes the way of all tasks.
    ///
    /// - Parameters:
    ///   - router: which engine answers which request.
    ///   - observers: who hears of answered requests.
    ///   - serverDeadline: how long a request may take when neither it nor its model says so.
    init(_ router: AviaryServing.Router, _ observers: Observers, serverDeadline: Duration) {
        self.router = router
        self.serverDeadline = serverDeadline
        self.observations = observers.recorder.makeShard()
        self.mirror = observers.mirror
    }

    /// Reads what of a request says where it goes.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - endpoint: the endpoint's name.
    ///   - version: the version that the path names.
    /// - Returns: the route that it asks for.
    /// - Throws: ``AviaryError`` for a version that cannot be asked for.
    func route(_ request: Request, to endpoint: String, version: String? = nil) throws(AviaryError) -> RouteRequest {
        RouteRequest(
            endpoint: endpoint,
            choice: try VersionChoice(path: version, field: request.headers[.aviaryVersion]),
            fields: self.router.table.wantedFields.names.flatMap { name in
                request.headers[values: HTTPField.Name(name).valid].map { .init(name: name, value: $0) }
            }
        )
    }

    /// Routes a request; called as late as may be, so that the latest decision about the endpoint counts.
    ///
    /// - Parameters:
    ///   - route: the route that it asks for.
    ///   - parameters: the parameters of the infer request.
    ///   - arrival: when it arrived.
    /// - Returns: the request, as it was routed.
    /// - Throws: ``AviaryError`` where no version answers.
    func assign(
        _ route: RouteRequest,
        _ parameters: AviaryCore.Parameters = [:],
        arrival: Moment
    ) throws(AviaryError) -> Prediction {
        let table = self.router.table
        return try self.random.withLock { random throws(AviaryError) in
            Prediction(try route.assign(in: table, parameters, using: &random), arrival: arrival, using: &random)
        }
    }

    /// Runs a request that has been routed.
    ///
    /// - Parameters:
    ///   - request: the decoded request.
    ///   - prediction: the request, as it was routed.
    /// - Returns: the reply, and who gave it.
    /// - Throws: `RoutedFailure` where none was given.
    func run(_ request: InferenceRequest, _ prediction: Prediction) async throws(RoutedFailure) -> Answered {
        let attempt: Attempt
        do throws(AviaryError) {
            attempt = try Attempt(prediction, request, serverDeadline: self.serverDeadline)
        } catch {
            prediction.recordFailure(error.code, request, at: .now, in: self.observations)
            throw RoutedFailure(error: error, prediction: prediction)
        }
        let answer = await attempt.answer(recordingIn: self.observations)
        do throws(AviaryError) {
            return Answered(answer: answer, response: try answer.result.get())
        } catch {
            throw RoutedFailure(error: error, prediction: answer.attempt.prediction)
        }
    }

    /// A reply of a model, on its way to the client.
    struct Answered: Sendable {
        fileprivate let answer: Attempt.Answer
        /// What the model answered.
        let response: InferenceResponse

        /// Who answered.
        var prediction: Prediction { self.answer.attempt.prediction }
    }

    /// Says in a reply who answered, and gives other versions their copies of the request once it is sent.
    ///
    /// - Parameters:
    ///   - reply: the reply.
    ///   - answered: what it was made of.
    /// - Returns: the reply with its fields.
    func finish(_ reply: Response, _ answered: Answered) -> Response {
        var reply = reply
        answered.prediction.add(to: &reply.headers)
        guard let mirror else { return reply }
        let copies = self.random.withLock { random in
            answered.answer.attempt.copies(answered.answer.outputs, using: &random)
        }
        guard !copies.isEmpty else { return reply }
        // A reply that is packed is written to memory first; the copies are then offered a little early, and wait.
        let body = reply.body
        reply.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            for copy in copies { mirror(copy) }
        }
        return reply
    }
}

/// Why a request that has been routed has no answer, and which version failed.
struct RoutedFailure: Error {
    let error: AviaryError
    let prediction: Prediction
}

extension Prediction {
    /// Adds who answered, or failed to, to the header of a reply.
    func add(to fields: inout HTTPFields) {
        fields[.aviaryEndpoint] = self.assignment.endpoint.name.rawValue
        fields[.aviaryVersion] = self.assignment.engine.version.description
        fields[.aviaryRole] = self.assignment.role.rawValue
        fields[.aviaryPrediction] = self.id.description
    }
}

extension HTTPField.Name {
    fileprivate static let aviaryEndpoint = HTTPField.Name("x-aviary-endpoint").valid
    fileprivate static let aviaryVersion = HTTPField.Name(VersionChoice.field).valid
    fileprivate static let aviaryRole = HTTPField.Name("x-aviary-role").valid
    fileprivate static let aviaryPrediction = HTTPField.Name("x-aviary-prediction-id").valid
}
