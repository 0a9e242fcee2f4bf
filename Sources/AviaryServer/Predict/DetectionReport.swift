internal import AviaryCore
internal import AviaryMedia
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What a detector has found, as JSON says it.
struct DetectionReport {
    /// Who answered.
    let response: InferenceResponse
    /// What was found, the surest first.
    let detections: [Detection]
    /// Where it was found.
    let picture: Picture

    /// The report.
    ///
    /// - Parameter stages: how long each stage took.
    /// - Returns: model and version, the picture's size, detections with boxes in its pixels, milliseconds by stage.
    func json(_ stages: StageTimes) -> JSONValue {
        let detections = self.detections.map { detection -> JSONValue in
            [
                "label": .string(detection.label), "confidence": Self.number(detection.confidence, 10_000),
                "box": [
                    "left": Self.number(detection.box.left), "top": Self.number(detection.box.top),
                    "right": Self.number(detection.box.right), "bottom": Self.number(detection.box.bottom),
                ],
            ]
        }
        return [
            "model": .string(self.response.modelName), "version": .string(self.response.modelVersion),
            "width": .number("\(self.picture.width)"), "height": .number("\(self.picture.height)"),
            "detections": .array(detections), "milliseconds": stages.json,
        ]
    }

    /// A number without digits that nobody reads.
    private static func number(_ value: Float, _ steps: Double = 100) -> JSONValue {
        .number("\((Double(value) * steps).rounded() / steps)")
    }
}

extension Response {
    /// A report with the time that each stage took.
    init(json: JSONValue, timing: StageTimes) {
        self.init(json: json)
        self.headers[.serverTiming] = timing.header
    }

    /// A picture with the time that each stage took.
    init(jpeg: [UInt8], timing: StageTimes) {
        self.init(
            status: .ok,
            headers: [.contentType: "image/jpeg", .serverTiming: timing.header],
            body: .init(byteBuffer: ByteBuffer(bytes: jpeg))
        )
    }
}

extension HTTPField.Name {
    /// `Server-Timing`.
    fileprivate static var serverTiming: HTTPField.Name { HTTPField.Name("server-timing").valid }
}
