internal import AviaryControl
internal import AviaryCore
internal import AviaryMedia
internal import AviaryServing
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The laboratory's route: a picture in, the picture with boxes or their list out.
struct PredictRoute {
    let tasks: TaskRouting
    let workers: WorkerPool
    let limits: PictureLimits
    let maxBodySize: Int
    let defaultDeadline: Duration

    /// The quality of the pictures that come back.
    private static let quality = 90

    func add(to routes: inout Routes) {
        routes.on(.post, "/predict", .role(.predict)) { request, context in
            do {
                return try await self.answer(request, context.principal)
            } catch let failure as PredictFailure {
                return failure.response
            } catch let failure as RoutedFailure {
                var response = PredictFailure(failure.error).response
                failure.prediction.add(to: &response.headers)
                return response
            } catch let error as AviaryError {
                return PredictFailure(error).response
            }
        }
    }

    private func answer(_ request: Request, _ principal: Principal) async throws -> Response {
        var stages = StageTimes()
        let arrival = Moment.now
        let query = try PredictQuery(request, self.tasks, principal)
        guard let boundary = request.headers[.contentType].flatMap({ MultipartForm.boundary(of: $0) }) else {
            throw PredictFailure.missing("body", "file")
        }
        let body = try await request.plainBody(upTo: self.maxBodySize)
        let file = try Self.file(in: body.readableBytesSpan, boundary: boundary)
        stages.end("receive")
        let deadline = Moment.now.advanced(by: self.defaultDeadline)
        let (tasks, limits, received) = (self.tasks, self.limits, stages)
        let prepared = try await self.workers.run(before: deadline) { () throws(AviaryError) in
            var stages = received
            let picture = try Picture(decoding: body.readableBytesSpan.extracting(file), limits: limits)
            stages.end("decode")
            // Routed only now, so that the latest decision counts; what the picture is fitted to depends on the version.
            let prediction = try tasks.assign(query.route, arrival: arrival)
            let detector = try Self.detector(prediction)
            let (tensor, placement) = detector.input.tensor(of: picture)
            stages.end("fit")
            let request = try detector.request(tensor, placement)
            return Prepared(
                picture: picture,
                request: request,
                placement: placement,
                prediction: prediction,
                stages: stages
            )
        }
        let answered = try await tasks.run(prepared.request, prepared.prediction)
        let reply = try await self.workers.run(before: deadline) { () throws(AviaryError) in
            var stages = prepared.stages
            stages.end("infer")
            // Another version than the assigned one may have answered.
            let detector = try Self.detector(answered.prediction)
            let found = try detector.detections(
                in: answered.response,
                prepared.placement,
                atLeast: query.confidence ?? detector.confidence
            )
            stages.end("boxes")
            switch query.format {
            case .json:
                let report = DetectionReport(response: answered.response, detections: found, picture: prepared.picture)
                return Response(json: report.json(stages), timing: stages)
            case .jpeg:
                var picture = prepared.picture
                try picture.draw(found)
                stages.end("draw")
                let file = try JPEG.encode(picture, quality: Self.quality)
                stages.end("encode")
                return Response(jpeg: file, timing: stages)
            }
        }
        return tasks.finish(reply, answered)
    }

    private static func detector(_ prediction: Prediction) throws(AviaryError) -> Detector {
        let engine = prediction.assignment.engine
        guard let detector = Detector(engine) else {
            throw AviaryError(.modelFailed, "version \(engine.version) of \(engine.model) finds no boxes on pictures")
        }
        return detector
    }

    /// Finds the one field `file`.
    private static func file(in body: RawSpan, boundary: String) throws -> Range<Int> {
        let form: MultipartForm
        do throws(AviaryError) {
            form = try MultipartForm(body, boundary: boundary)
        } catch {
            let status: HTTPResponse.Status = error.code == .tooLarge ? .contentTooLarge : .badRequest
            throw PredictFailure.refused(status, error.description, isTransient: false)
        }
        let files = form.parts.filter { $0.name == "file" }
        guard let file = files.first else { throw PredictFailure.missing("body", "file") }
        guard files.count == 1 else {
            throw PredictFailure.invalid(
                type: "too_long",
                place: ["body", "file"],
                message: "There should be one file, got \(files.count)",
                input: .null
            )
        }
        return file.content
    }

    /// A picture on its way to the model.
    private struct Prepared: Sendable {
        let picture: Picture
        let request: InferenceRequest
        let placement: Placement
        let prediction: Prediction
        let stages: StageTimes
    }
}
