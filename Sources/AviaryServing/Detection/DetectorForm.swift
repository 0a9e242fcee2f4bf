internal import AviaryCore
internal import AviaryMedia

/// Which of a model's tensors is what to a detector: told by its signature, and by what its configuration adds.
struct DetectorForm: Sendable, Hashable {
    /// What the outputs mean.
    let decoding: DetectionConfiguration.Decoding
    /// The input that takes the picture.
    let input: String
    /// The input that takes the picture's height and width, where there is one.
    let sizeInput: String?
    /// The outputs, in the order in which the decoding reads them.
    let outputs: [String]
    /// The picture's width and height at the input.
    let size: DetectionConfiguration.Size
    /// How the picture's values lie.
    let layout: PictureInput.Layout
    /// FP32 or UINT8.
    let dataType: DataType

    /// Reads a signature.
    ///
    /// - Parameters:
    ///   - signature: what the model takes and gives.
    ///   - configuration: what its configuration says; `nil` to tell all by the signature.
    /// - Throws: `AviaryError` with code `invalidArgument` that says why this is no detector.
    init(_ signature: Signature, _ configuration: DetectionConfiguration?) throws(AviaryError) {
        guard let picture = signature.inputs.first(where: { Self.sides($0) != nil }), let sides = Self.sides(picture)
        else {
            throw AviaryError(
                .invalidArgument,
                "detection: a detector takes pictures, FP32 or UINT8 [1, 3, height, width] or [1, height, width, 3]; the "
                    + "model has no such input"
            )
        }
        self.input = picture.name
        self.layout = sides.layout
        self.dataType = picture.dataType
        let others = signature.inputs.filter { $0.name != picture.name }
        let sizes = others.filter { $0.dataType == .float32 && $0.protocolShape.last == 2 }
        guard others.count == sizes.count, sizes.count <= 1 else {
            let names = others.map { "'\($0.name)'" }.joined(separator: ", ")
            throw AviaryError(.invalidArgument, "detection: nothing is known to give to the further inputs \(names)")
        }
        self.sizeInput = sizes.first?.name
        self.size = try Self.size(sides, configuration?.size)
        let named = configuration?.decoding ?? (configuration?.heads.isEmpty == false ? .darknet : nil)
        guard let decoding = named ?? Self.guess(signature) else {
            throw AviaryError(
                .invalidArgument,
                "detection: the outputs do not tell how boxes are read from them",
                remedy: "name it: 'decoding: darknet', 'model-zoo', 'yolov5' or 'yolov8'"
            )
        }
        self.decoding = decoding
        self.outputs = try Self.outputs(signature, decoding, configuration)
    }

    /// The sides of an input that takes a picture; 0 for one that is left open.
    private static func sides(_ input: TensorSignature) -> (width: Int, height: Int, layout: PictureInput.Layout)? {
        guard input.dataType == .float32 || input.dataType == .uint8, input.dimensions?.count == 4 else { return nil }
        let shape = input.protocolShape
        guard shape[0] == 1 || shape[0] == -1 else { return nil }
        if shape[1] == 3 { return (max(0, shape[3]), max(0, shape[2]), .planar) }
        if shape[3] == 3 { return (max(0, shape[2]), max(0, shape[1]), .interleaved) }
        return nil
    }

    private static func size(
        _ sides: (width: Int, height: Int, layout: PictureInput.Layout),
        _ wanted: DetectionConfiguration.Size?
    ) throws(AviaryError) -> DetectionConfiguration.Size {
        // What most such models with open sides were trained with.
        let open = wanted ?? DetectionConfiguration.Size(width: 416, height: 416)
        let size = DetectionConfiguration.Size(
            width: sides.width > 0 ? sides.width : open.width,
            height: sides.height > 0 ? sides.height : open.height
        )
        guard wanted == nil || wanted == size else {
            throw AviaryError(
                .invalidArgument,
                "detection.size: the model takes pictures of \(size.width) x \(size.height), not "
                    + "\(open.width) x \(open.height)"
            )
        }
        return size
    }

    /// Tells a decoding by the number, ranks and types of the outputs.
    private static func guess(_ signature: Signature) -> DetectionConfiguration.Decoding? {
        if self.kept(signature) != nil { return .modelZoo }
        guard signature.outputs.count == 1, let output = signature.outputs.first, output.dataType == .float32,
            output.dimensions?.count == 3
        else { return nil }
        let shape = output.protocolShape
        // There are more boxes than classes: rows of boxes or columns of them.
        guard shape[1] > 4, shape[2] > 4 else { return nil }
        return shape[1] < shape[2] ? .yolov8 : .yolov5
    }

    /// Boxes, scores and indices among three outputs.
    private static func kept(_ signature: Signature) -> [String]? {
        let (floats, whole) = (
            signature.outputs.filter { $0.dataType == .float32 && $0.protocolShape.count == 3 },
            signature.outputs.filter { [.int32, .int64].contains($0.dataType) && $0.protocolShape.last == 3 }
        )
        guard signature.outputs.count == 3, floats.count == 2, whole.count == 1 else { return nil }
        let boxes = floats.filter { $0.protocolShape[2] == 4 }
        guard boxes.count == 1, let scores = floats.first(where: { $0.name != boxes[0].name }) else { return nil }
        return [boxes[0].name, scores.name, whole[0].name]
    }

    private static func outputs(
        _ signature: Signature,
        _ decoding: DetectionConfiguration.Decoding,
        _ configuration: DetectionConfiguration?
    ) throws(AviaryError) -> [String] {
        let names = signature.outputs.map(\.name)
        switch decoding {
        case .darknet:
            let heads = (configuration?.heads ?? [:]).keys.sorted()
            guard !heads.isEmpty else {
                throw AviaryError(.invalidArgument, "detection.heads: 'decoding: darknet' needs each head's anchors")
            }
            for head in heads where !names.contains(head) {
                let known = names.joined(separator: ", ")
                throw AviaryError(
                    .invalidArgument,
                    "detection.heads: the model has no output '\(head)', it gives \(known)"
                )
            }
            return heads
        case .yolov5, .yolov8:
            guard names.count == 1 else {
                throw AviaryError(
                    .invalidArgument,
                    "detection: such a model has one output, this one has \(names.count)"
                )
            }
            return names
        case .modelZoo:
            // Where the signature leaves the shapes open, the zoo's order counts.
            guard let kept = self.kept(signature) ?? (names.count == 3 ? names : nil) else {
                throw AviaryError(
                    .invalidArgument,
                    "detection: such a model gives boxes, scores and indices, this one has \(names.count) outputs"
                )
            }
            return kept
        }
    }
}
