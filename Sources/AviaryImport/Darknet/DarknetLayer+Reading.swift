internal import AviaryCore

extension DarknetLayer {
    /// The largest number of filters, classes or anything else that a section counts.
    fileprivate static let most = 1 << 16

    /// Reads a layer's section.
    ///
    /// - Parameters:
    ///   - section: the section.
    ///   - index: which layer it is, counted from 0.
    /// - Throws: `AviaryError` that names the line, and what of it is unknown, unsupported or out of bounds.
    init(_ section: DarknetConfiguration.Section, index: Int) throws(AviaryError) {
        let name = DarknetVocabulary.synonyms[section.name] ?? section.name
        guard DarknetVocabulary.layers.contains(name), let known = DarknetVocabulary.options[name] else {
            throw Self.unknown(section)
        }
        let options = try DarknetOptions(section, known: known)
        self.line = section.line
        self.name = name
        self.kind =
            switch name {
            case "convolutional": .convolutional(try Convolution(options))
            case "maxpool": .maxpool(try Pooling(options))
            case "upsample": .upsample(factor: try options.integer("stride", default: 2, in: 1...Self.most))
            case "route": .route(try Route(options, index: index))
            case "shortcut": .shortcut(try Shortcut(options, index: index))
            default: .yolo(try Head(options))
            }
    }

    private static func unknown(_ section: DarknetConfiguration.Section) -> AviaryError {
        let supported = "layers that can be imported are \(DarknetVocabulary.layers.joined(separator: ", "))"
        if DarknetVocabulary.otherLayers.contains(section.name) {
            return AviaryError(
                .invalidArgument,
                "line \(section.line): layers of the kind [\(section.name)] are not supported",
                remedy: supported
            )
        }
        let nearest = NearestWord.find(section.name, among: DarknetVocabulary.layers)
        return AviaryError(
            .invalidArgument,
            "line \(section.line): there is no layer of the kind \(quoted(section.name))",
            remedy: nearest.map { "did you mean '\($0)'?" } ?? supported
        )
    }

    /// The layer that a number in layer `index` stands for: negative ones count back from it.
    fileprivate static func earlier(_ number: Int, than index: Int, _ line: Int) throws(AviaryError) -> Int {
        // The comparison comes first, so that the sum cannot overflow.
        guard number < index, number >= -index else {
            throw AviaryError(
                .invalidArgument,
                "line \(line): layer \(index) can refer to layers before it, counted from 0, or backwards from -1, "
                    + "got \(number)"
            )
        }
        return number < 0 ? index + number : number
    }
}

extension DarknetLayer.Convolution {
    fileprivate init(_ options: DarknetOptions) throws(AviaryError) {
        self.filters = try options.integer("filters", in: 1...DarknetLayer.most)
        self.size = try options.integer("size", default: 1, in: 1...DarknetLayer.most)
        self.stride = try options.integer("stride", default: 1, in: 1...DarknetLayer.most)
        // 'pad' is a switch and stronger than 'padding'.
        let padding = try options.integer("padding", default: 0, in: 0...DarknetLayer.most)
        let isPadded = try options.integer("pad", default: 0, in: 0...1) == 1
        self.padding = isPadded ? self.size / 2 : padding
        self.groups = try options.integer("groups", default: 1, in: 1...DarknetLayer.most)
        self.isNormalized = try options.integer("batch_normalize", default: 0, in: 0...1) == 1
        self.activation = try options.word("activation", default: .logistic)
        guard self.filters % self.groups == 0 else {
            throw AviaryError(
                .invalidArgument,
                "line \(options.line(of: "groups")): \(self.filters) filters cannot be divided into "
                    + "\(self.groups) groups"
            )
        }
    }
}

extension DarknetLayer.Pooling {
    fileprivate init(_ options: DarknetOptions) throws(AviaryError) {
        self.stride = try options.integer("stride", default: 1, in: 1...DarknetLayer.most)
        self.size = try options.integer("size", default: self.stride, in: 1...DarknetLayer.most)
        // With more of it, some neighbourhoods would lie in the padding as a whole.
        let most = 2 * (self.size - 1)
        self.padding = try options.integer("padding", default: self.size - 1, in: 0...most)
    }
}

extension DarknetLayer.Route {
    fileprivate init(_ options: DarknetOptions, index: Int) throws(AviaryError) {
        guard let numbers = try options.integers("layers") else { throw options.missing("layers") }
        var layers: [Int] = []
        for number in numbers {
            layers.append(try DarknetLayer.earlier(number, than: index, options.line(of: "layers")))
        }
        self.layers = layers
        self.groups = try options.integer("groups", default: 1, in: 1...DarknetLayer.most)
        self.group = try options.integer("group_id", default: 0, in: 0...self.groups - 1)
    }
}

extension DarknetLayer.Shortcut {
    fileprivate init(_ options: DarknetOptions, index: Int) throws(AviaryError) {
        guard let numbers = try options.integers("from") else { throw options.missing("from") }
        let line = options.line(of: "from")
        guard numbers.count == 1, let number = numbers.first else {
            throw AviaryError(.invalidArgument, "line \(line): a [shortcut] adds one layer, got \(numbers.count)")
        }
        self.from = try DarknetLayer.earlier(number, than: index, line)
        self.activation = try options.word("activation", default: .linear)
    }
}

extension DarknetLayer.Head {
    fileprivate init(_ options: DarknetOptions) throws(AviaryError) {
        self.classes = try options.integer("classes", default: 20, in: 1...DarknetLayer.most)
        self.scaleXY = try options.number("scale_x_y", default: 1, upTo: 4)
        let sizes = try options.numbers("anchors")
        let line = options.line(of: "anchors")
        let count = try options.integer("num", default: 1, in: 1...DarknetLayer.most)
        guard sizes.count == 2 * count else {
            throw AviaryError(
                .invalidArgument,
                "line \(line): 'anchors' are \(count) pairs of width and height, as 'num' says, "
                    + "got \(sizes.count) numbers"
            )
        }
        // Without a mask a layer uses all anchors.
        let mask = try options.integers("mask") ?? Array(0..<count)
        var anchors: [DetectionConfiguration.Anchor] = []
        for number in mask {
            guard (0..<count).contains(number) else {
                throw AviaryError(
                    .invalidArgument,
                    "line \(options.line(of: "mask")): 'mask' names anchors from 0 to \(count - 1), got \(number)"
                )
            }
            anchors.append(DetectionConfiguration.Anchor(width: sizes[2 * number], height: sizes[2 * number + 1]))
        }
        self.anchors = anchors
    }
}
