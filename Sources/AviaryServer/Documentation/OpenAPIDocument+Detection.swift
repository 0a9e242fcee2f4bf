internal import AviaryCore

extension OpenAPIDocument {
    /// Finding things on pictures.
    static let detectionPaths: [JSONValue.Member] = {
        let picture: JSONValue = [
            "multipart/form-data": [
                "schema": [
                    "type": "object", "required": ["file"],
                    "properties": [
                        "file": [
                            "type": "string", "format": "binary", "contentMediaType": "application/octet-stream",
                            "description": "A JPEG, PNG or WebP picture.",
                        ]
                    ],
                ]
            ]
        ]
        let reply: JSONValue = [
            "image/jpeg": ["schema": ["type": "string", "format": "binary"]],
            "application/json": ["schema": Schema.reference("Detections")],
        ]
        let operation = APIOperation(
            "predict",
            "detection",
            "Find things on a picture",
            "The picture comes back with boxes drawn on it, or, with `format=json` or `Accept: application/json`, what was "
                + "found as JSON. A picture is told by its content, not by its name. Failures are worded as FastAPI does: "
                + "`{\"detail\": ...}`. `Server-Timing` says how long each stage took."
        )
        .taking("Detector", "Confidence", "DetectionFormat")
        .body(picture)
        .answering("The picture with boxes, or what is on it.", reply)
        .answering(status: 400, "The form cannot be read.", json: Schema.reference("Detail"))
        .answering(status: 413, "The body or the picture is larger than the limit.", json: Schema.reference("Detail"))
        .answering(status: 415, "The file is not a JPEG, PNG or WebP picture.", json: Schema.reference("Detail"))
        .answering(
            status: 422,
            "A parameter or the form's field is missing or wrong, or the picture is broken.",
            json: Schema.reference("Detail")
        )
        .answering(status: 429, "The model's queue is full.", json: Schema.reference("Detail"))
        .answering(status: 500, "The model failed while running.", json: Schema.reference("Detail"))
        .answering(status: 503, "The model or server is loading or draining.", json: Schema.reference("Detail"))
        .answering(status: 504, "The deadline passed.", json: Schema.reference("Detail"))
        return [.init("/predict", ["post": operation.json])]
    }()

    /// What `/predict` takes in its query.
    ///
    /// - Parameter detectors: the names of the models that find boxes, in order; people choose one from them.
    /// - Returns: the components.
    static func detectionParameters(_ detectors: [String]) -> [JSONValue.Member] {
        [
            .init(
                "Detector",
                [
                    "name": "model", "in": "query", "required": true,
                    "description": "A model that finds boxes on pictures.",
                    "schema": detectors.isEmpty ? Schema.string : Schema.words(detectors),
                ]
            ),
            .init(
                "Confidence",
                [
                    "name": "confidence", "in": "query", "required": false,
                    "description":
                        "The least confidence of what is reported; the model's own, mostly 0.5, when left out.",
                    "schema": ["type": "number", "minimum": 0, "maximum": 1, "default": .number("0.5")],
                ]
            ),
            .init(
                "DetectionFormat",
                [
                    "name": "format", "in": "query", "required": false,
                    "description": "What comes back; what `Accept` says when left out.",
                    "schema": Schema.words(PredictQuery.Format.allCases.map(\.rawValue)),
                ]
            ),
        ]
    }

    /// What `/predict` answers.
    static let detectionSchemas: [JSONValue.Member] = [
        .init(
            "Detections",
            Schema.object(
                "What is on a picture.",
                required: ["model", "version", "width", "height", "detections", "milliseconds"],
                [
                    "model": Schema.string, "version": Schema.string,
                    "width": Schema.described(Schema.count, "The picture's, in pixels, after EXIF's orientation."),
                    "height": Schema.count, "detections": Schema.array(of: Schema.reference("Detection")),
                    "milliseconds": [
                        "type": "object", "description": "How long each stage took.",
                        "additionalProperties": ["type": "number", "minimum": 0],
                    ],
                ]
            )
        ),
        .init(
            "Detection",
            Schema.object(
                "A thing on a picture; the surest come first.",
                required: ["label", "confidence", "box"],
                [
                    "label": Schema.string, "confidence": ["type": "number", "minimum": 0, "maximum": 1],
                    "box": Schema.object(
                        "Where it is, in pixels from the picture's top left.",
                        required: ["left", "top", "right", "bottom"],
                        [
                            "left": ["type": "number"], "top": ["type": "number"], "right": ["type": "number"],
                            "bottom": ["type": "number"],
                        ]
                    ),
                ]
            )
        ),
        .init(
            "Detail",
            Schema.object(
                "What went wrong, in the form of FastAPI.",
                required: ["detail"],
                [
                    "detail": [
                        "oneOf": [
                            Schema.string,
                            Schema.array(
                                of: Schema.object(
                                    "A part of the request that is not what it must be.",
                                    required: ["type", "loc", "msg"],
                                    [
                                        "type": Schema.string, "loc": Schema.array(of: Schema.string),
                                        "msg": Schema.string, "input": [:],
                                    ]
                                )
                            ),
                        ]
                    ]
                ]
            )
        ),
    ]
}
