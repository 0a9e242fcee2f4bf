package import AviaryCore

/// A file that is imported: what it is called in errors, and what is in it.
package struct ImportSource: Sendable {
    /// The file's name without its directory.
    package let name: String
    /// Its content.
    package let bytes: [UInt8]

    /// Names a file's content.
    ///
    /// - Parameters:
    ///   - name: the file's name without its directory.
    ///   - bytes: its content.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// A detector that was imported: an ONNX model, and what is needed to read boxes from its outputs.
package struct ImportedDetector: Sendable {
    /// One output: for each cell of a grid and each anchor x, y, width, height, objectness and the classes' scores, all
    /// of them as they come from the last convolution.
    package struct Head: Sendable, Hashable {
        /// The output's name.
        package let output: String
        /// Anchors times (5 + classes).
        package let channels: Int
        /// The grid's height.
        package let height: Int
        /// The grid's width.
        package let width: Int
        /// The anchors, and how far boxes may reach beyond their cells.
        package let decoding: DetectionConfiguration.Head
    }

    /// The most bytes of an ONNX file, which is a protobuf message.
    private static let maximumByteCount = Int(Int32.max)

    /// The content of a `model.onnx`.
    package let onnx: [UInt8]
    /// The name of the input: FP32, `[-1, 3, height, width]`, red, green and blue from 0 to 1.
    package let input: String
    /// The width and height of the pictures that it takes.
    package let size: DetectionConfiguration.Size
    /// The outputs in the order of the network's layers.
    package let heads: [Head]
    /// The names of the classes.
    package let classes: [String]
    /// Where it comes from, in a sentence.
    package let description: String

    /// Imports a detector from Darknet's files.
    ///
    /// - Parameters:
    ///   - configuration: the cfg file, which describes the layers.
    ///   - weights: the file of weights.
    ///   - names: the classes' names, one a line.
    ///   - title: what the detector is called in its description.
    /// - Throws: `AviaryError` with code `invalidArgument` that names the file and mostly the line: a layer or option that
    ///   is unknown or not supported, sizes that do not fit together, weights or names that are too many or too few.
    /// - Complexity: O(weights) in time; in memory the result and little more.
    package init(
        darknet configuration: ImportSource,
        weights: ImportSource,
        names: ImportSource,
        title: String
    ) throws(AviaryError) {
        let network = try Self.of(configuration) { bytes throws(AviaryError) in
            try DarknetNetwork(DarknetConfiguration(parsing: bytes))
        }
        let classes = try Self.of(names, ClassNames.parse)
        var heads: [Head] = []
        for (index, layer) in network.layers.enumerated() {
            guard case .yolo(let head) = layer.kind else { continue }
            guard head.classes == classes.count else {
                throw AviaryError(
                    .invalidArgument,
                    "\(configuration.name): line \(layer.line): this [yolo] layer has \(head.classes) classes, but "
                        + "\(names.name) names \(classes.count)",
                    remedy: "give the names that the network was trained with"
                )
            }
            let output = network.outputs[index]
            heads.append(
                Head(
                    output: "yolo_\(index)",
                    channels: output.channels,
                    height: output.height,
                    width: output.width,
                    decoding: DetectionConfiguration.Head(anchors: head.anchors, scaleXY: head.scaleXY)
                )
            )
        }
        self.onnx = try Self.of(weights) { bytes throws(AviaryError) in
            let graph = try DarknetGraph.graph(
                of: network,
                weights: DarknetWeights(bytes, for: network),
                name: title
            )
            let origin = "Darknet: \(configuration.name), \(weights.name)"
            let message = ONNXModel(metadata: [("source", origin)], graph: graph).message()
            guard message.byteCount <= Self.maximumByteCount else {
                throw AviaryError(
                    .invalidArgument,
                    "an ONNX file has at most \(Self.maximumByteCount) bytes, this one would have \(message.byteCount)"
                )
            }
            return message.finish()
        }
        self.input = DarknetGraph.input
        self.size = DetectionConfiguration.Size(width: network.input.width, height: network.input.height)
        self.heads = heads
        self.classes = classes
        self.description =
            "\(title), \(classes.count) \(classes.count == 1 ? "class" : "classes"), "
            + "imported from Darknet (\(configuration.name), \(weights.name))."
    }

    /// Reads a file, and names it in errors.
    private static func of<Result>(
        _ source: ImportSource,
        _ read: ([UInt8]) throws(AviaryError) -> Result
    ) throws(AviaryError) -> Result {
        do throws(AviaryError) {
            return try read(source.bytes)
        } catch {
            throw error.at(source.name)
        }
    }
}
