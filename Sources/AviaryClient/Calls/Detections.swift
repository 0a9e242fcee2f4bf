public import AviaryCore

/// What a model has found on a picture.
public struct Detections: Sendable, Hashable {
    /// A part of the work, and how long it took.
    public struct Stage: Sendable, Hashable {
        /// The part, such as `decode` or `infer`.
        public let name: String
        /// How long it took.
        public let milliseconds: Double
    }

    /// The model that answered.
    public let model: String
    /// The version of it.
    public let version: String
    /// The picture's width in pixels, as it is looked at: after EXIF's orientation.
    public let width: Int
    /// The picture's height in pixels.
    public let height: Int
    /// What was found, the surest first, with boxes in pixels of the picture.
    public let found: [Detection]
    /// The parts of the server's work in their order.
    public let stages: [Stage]
    /// The reply as it came.
    package let json: JSONValue

    init(_ json: JSONValue) throws(AviaryError) {
        self.model = try json.text("model")
        self.version = try json.optionalText("version") ?? ""
        self.width = Int(clamping: try json.count("width"))
        self.height = Int(clamping: try json.count("height"))
        self.found = try json.list("detections").map { detection throws(AviaryError) in
            Detection(
                label: try detection.text("label"),
                confidence: Float(try detection.real("confidence")),
                box: try Self.box(detection["box"] ?? .null)
            )
        }
        guard case .object(let stages)? = json["milliseconds"] else {
            throw AviaryError(.invalidArgument, "the member 'milliseconds' is an object, something else came")
        }
        self.stages = stages.map { Stage(name: $0.name, milliseconds: Self.number($0.value)) }
        self.json = json
    }

    private static func box(_ json: JSONValue) throws(AviaryError) -> Box {
        Box(
            left: Float(try json.real("left")),
            top: Float(try json.real("top")),
            right: Float(try json.real("right")),
            bottom: Float(try json.real("bottom"))
        )
    }

    private static func number(_ value: JSONValue) -> Double {
        guard case .number(let text) = value else { return 0 }
        return Double(text) ?? 0
    }
}
