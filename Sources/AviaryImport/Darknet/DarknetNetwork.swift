internal import AviaryCore

/// A network as its cfg file describes it: its layers, and the size of what each gives.
struct DarknetNetwork: Sendable {
    /// The most values in what a layer gives; more would be a picture that nobody has.
    private static let maximumValues = Int(Int32.max)
    /// The largest width or height of pictures that a `model.yaml` may name.
    private static let maximumSide = 16_384

    /// The size of the pictures that it takes.
    let input: FeatureMap
    /// The layers, in their order.
    let layers: [DarknetLayer]
    /// The size of what each layer gives.
    let outputs: [FeatureMap]
    /// How many FP32 numbers the file of weights holds.
    let weightCount: Int

    /// Reads a network.
    ///
    /// - Parameter configuration: the cfg file.
    /// - Throws: `AviaryError` that names the line of a word that is not known or not supported, of a number out of
    ///   bounds, or of a layer that does not fit those before it.
    init(_ configuration: DarknetConfiguration) throws(AviaryError) {
        self.input = try Self.input(configuration.sections[0])
        var layers: [DarknetLayer] = []
        var outputs: [FeatureMap] = []
        var weightCount = 0
        for (index, section) in configuration.sections.dropFirst().enumerated() {
            let layer = try DarknetLayer(section, index: index)
            for source in layer.sources(index: index) {
                guard source >= 0, case .yolo = layers[source].kind else { continue }
                throw AviaryError(
                    .invalidArgument,
                    "line \(layer.line): [\(layer.name)] takes what layer \(source) gives, which is a [yolo]",
                    remedy: "take what an earlier layer gives by a [route]"
                )
            }
            do throws(AviaryError) {
                let output = try layer.output(after: index == 0 ? self.input : outputs[index - 1], outputs)
                guard let values = output.values, values <= Self.maximumValues else {
                    throw AviaryError(.invalidArgument, "it would give \(output), which is too large")
                }
                weightCount = try layer.addWeights(to: weightCount, input: index == 0 ? self.input : outputs[index - 1])
                outputs.append(output)
            } catch {
                throw error.at("line \(layer.line): [\(layer.name)]")
            }
            layers.append(layer)
        }
        let hasHead = layers.contains { if case .yolo = $0.kind { true } else { false } }
        guard hasHead else {
            throw AviaryError(
                .invalidArgument,
                "the network has no [yolo] layer, so it finds nothing",
                remedy: "give the cfg file of a detector such as yolov3-tiny.cfg"
            )
        }
        self.layers = layers
        self.outputs = outputs
        self.weightCount = weightCount
    }

    private static func input(_ section: DarknetConfiguration.Section) throws(AviaryError) -> FeatureMap {
        let name = DarknetVocabulary.synonyms[section.name] ?? section.name
        guard name == "net", let known = DarknetVocabulary.options[name] else {
            throw AviaryError(
                .invalidArgument,
                "line \(section.line): a cfg file begins with the section [net], got [\(section.name)]"
            )
        }
        let options = try DarknetOptions(section, known: known)
        let map = FeatureMap(
            width: try options.integer("width", in: 1...Self.maximumSide),
            height: try options.integer("height", in: 1...Self.maximumSide),
            channels: 3
        )
        guard let values = map.values, values <= Self.maximumValues else {
            throw AviaryError(.invalidArgument, "line \(section.line): pictures of \(map) values are too large")
        }
        return map
    }
}

/// The size of what a layer takes or gives for one picture.
struct FeatureMap: Sendable, Hashable, CustomStringConvertible {
    var width: Int
    var height: Int
    var channels: Int

    /// How many values that is; `nil` if it is more than can be counted.
    var values: Int? {
        let (area, areaOverflow) = self.width.multipliedReportingOverflow(by: self.height)
        let (values, overflow) = area.multipliedReportingOverflow(by: self.channels)
        return areaOverflow || overflow ? nil : values
    }

    var description: String { "\(self.width) x \(self.height) x \(self.channels)" }
}

extension DarknetLayer {
    /// The layers whose outputs this one takes, as numbers; -1 stands for the picture.
    func sources(index: Int) -> [Int] {
        switch self.kind {
        case .route(let route): route.layers
        case .shortcut(let shortcut): [index - 1, shortcut.from]
        default: [index - 1]
        }
    }
}
