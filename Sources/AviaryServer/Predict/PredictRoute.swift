internal import AviaryCore
internal import AviaryMedia
internal import AviaryServing
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The laboratory's route: a picture in, the picture with boxes or their list out.
struct PredictRoute {
    let router: AviaryServing.Router
    let workers: WorkerPool
    let limits: PictureLimits
    let maxBodySize: Int
    let defaultDeadline: Duration

    /// The quality of the pictures that come back.
    private static let quality = 90

    func add(to routes: inout Routes) {
        routes.on(.post, "/predict") { request, _ in
            do {
                return try await self.answer(request)
            } catch let failure as PredictFailure {
                return failure.response
            } catch let error as AviaryError {
                return PredictFailure(error).response
            }
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        var stages = StageTimes()
        let query = try PredictQuery(request, self.router.table)
        guard let boundary = request.headers[.contentType].flatMap({ MultipartForm.boundary(of: $0) }) else {
            throw PredictFailure.missing("body", "file")
        }
        let body = try await request.plainBody(upTo: self.maxBodySize)
        let file = try Self.file(in: body.readableBytesSpan, boundary: boundary)
        stages.end("receive")
        let deadline = Moment.now.advanced(by: self.defaultDeadline)
        let (detector, limits, received) = (query.detector, self.limits, stages)
        let prepared = try await self.workers.run(before: deadline) { () throws(AviaryError) in
            var stages = received
            let picture = try Picture(decoding: body.readableBytesSpan.extracting(file), limits: limits)
            stages.end("decode")
            let (tensor, placement) = detector.input.tensor(of: picture)
            stages.end("fit")
            return Prepared(picture: picture, tensor: tensor, placement: placement, stages: stages)
        }
        let response = try await detector.call(prepared.tensor, prepared.placement)
            .run(serverDeadline: self.defaultDeadline)
        return try await self.workers.run(before: deadline) { () throws(AviaryError) in
            var stages = prepared.stages
            stages.end("infer")
            let found = try detector.detections(in: response, prepared.placement, atLeast: query.confidence)
            stages.end("boxes")
            switch query.format {
            case .json:
                let report = DetectionReport(response: response, detections: found, picture: prepared.picture)
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
        let tensor: Tensor
        let placement: Placement
        let stages: StageTimes
    }
}
