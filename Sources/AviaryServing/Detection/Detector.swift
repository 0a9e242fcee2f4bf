package import AviaryCore
package import AviaryMedia

/// How an engine detects: what a picture becomes for it, and what its outputs mean.
package struct Detector: Sendable {
    /// The model that is run.
    package let engine: Engine
    /// What a picture becomes.
    package let input: PictureInput
    private let form: DetectorForm
    private let configuration: DetectionConfiguration

    /// Looks whether an engine's model is a detector: whoever loaded it has said so in its configuration.
    ///
    /// - Parameter engine: the engine.
    package init?(_ engine: Engine) {
        guard let configuration = engine.configuration.detection,
            let form = try? DetectorForm(engine.signature, configuration)
        else { return nil }
        self.engine = engine
        self.configuration = configuration
        self.form = form
        self.input = PictureInput(
            width: form.size.width,
            height: form.size.height,
            layout: form.layout,
            dataType: form.dataType,
            padding: form.decoding.padding,
            configuration
        )
    }

    /// The least confidence of what is reported when a request does not say so.
    package var confidence: Float { self.configuration.confidence }

    /// Makes the request of a picture.
    ///
    /// - Parameters:
    ///   - tensor: the picture as the model takes it.
    ///   - placement: where the picture lies in it.
    /// - Returns: the request.
    /// - Throws: `AviaryError` with code `internalError` for sides that are no tensor.
    package func request(_ tensor: Tensor, _ placement: Placement) throws(AviaryError) -> InferenceRequest {
        var inputs = [NamedTensor(name: self.form.input, tensor: tensor)]
        if let name = self.form.sizeInput {
            // The model scales its boxes to the picture by itself.
            let sides: [Float] = [Float(placement.pictureHeight), Float(placement.pictureWidth)]
            inputs.append(NamedTensor(name: name, tensor: try Tensor(sides, shape: [1, 2])))
        }
        return InferenceRequest(inputs: inputs)
    }

    /// Reads the boxes out of a reply.
    ///
    /// - Parameters:
    ///   - response: all outputs of the model.
    ///   - placement: where the picture lay in its input.
    ///   - confidence: the least confidence of what is reported.
    /// - Returns: what was found, the surest first, in pixels of the picture.
    /// - Throws: `AviaryError` with code `modelFailed` when the outputs are not what the decoding asks for.
    package func detections(
        in response: InferenceResponse,
        _ placement: Placement,
        atLeast confidence: Float
    ) throws(AviaryError) -> [Detection] {
        try self.candidates(in: response.outputs, atLeast: confidence).map { candidate in
            // Models with suppression in the graph have scaled their boxes to the picture by themselves.
            let isOnPicture = self.form.decoding == .modelZoo
            let box = isOnPicture ? placement.clipped(candidate.box) : placement.box(onPicture: candidate.box)
            return self.detection(candidate, at: box)
        }
    }

    /// Reads what was found, whichever picture it was found on, with the confidence that is configured.
    ///
    /// - Parameter outputs: all outputs of the model.
    /// - Returns: what was found, the surest first; boxes as the model gives them, in pixels of its input or of the picture.
    /// - Throws: `AviaryError` with code `modelFailed` when the outputs are not what the decoding asks for.
    package func detections(in outputs: [NamedTensor]) throws(AviaryError) -> [Detection] {
        try self.candidates(in: outputs, atLeast: self.confidence).map { self.detection($0, at: $0.box) }
    }

    /// What is left when doubles are left out, the surest first.
    private func candidates(
        in outputs: [NamedTensor],
        atLeast confidence: Float
    ) throws(AviaryError) -> [Candidate] {
        var candidates: [Candidate] = []
        let outputs = Dictionary(outputs.map { ($0.name, $0.tensor) }) { first, _ in first }
        func output(_ name: String) throws(AviaryError) -> Tensor {
            guard let tensor = outputs[name] else { throw AviaryError(.modelFailed, "the model gave no '\(name)'") }
            return tensor
        }
        switch self.form.decoding {
        case .darknet:
            for (name, head) in self.configuration.heads {
                let head = DarknetHead(head: head, input: self.form.size)
                candidates += try head.candidates(in: try output(name), atLeast: confidence)
            }
        case .yolov5, .yolov8:
            let rows = DetectionRows(hasObjectness: self.form.decoding == .yolov5)
            candidates = try rows.candidates(in: try output(self.form.outputs[0]), atLeast: confidence)
        case .modelZoo:
            let kept = KeptBoxes(
                boxes: try output(self.form.outputs[0]),
                scores: try output(self.form.outputs[1]),
                indices: try output(self.form.outputs[2])
            )
            // Doubles have been left out in the graph.
            return Array(
                try kept.candidates(atLeast: confidence)
                    .sorted { $0.confidence > $1.confidence }
                    .prefix(NonMaximumSuppression.maximumKept)
            )
        }
        // Overlap is measured on the input, where no box has been cut at an edge.
        return NonMaximumSuppression.keep(candidates, overlap: self.configuration.overlap)
    }

    private func detection(_ candidate: Candidate, at box: Box) -> Detection {
        let classes = self.configuration.classes
        let label = classes.indices.contains(candidate.category) ? classes[candidate.category] : "\(candidate.category)"
        return Detection(label: label, confidence: candidate.confidence, box: box)
    }
}

extension DetectionConfiguration.Decoding {
    /// The grey with which such models were trained to see no picture, 0...255.
    fileprivate var padding: Float {
        switch self {
        case .darknet: 127.5
        case .modelZoo: 128
        case .yolov5, .yolov8: 114
        }
    }
}
