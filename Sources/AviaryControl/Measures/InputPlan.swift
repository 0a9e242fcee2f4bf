internal import AviaryCore

/// How one input is measured; an object, so that none of it is copied for a request.
final class InputPlan: Sendable {
    /// The input's name.
    let name: String
    /// What it holds.
    let content: InputContent.Kind
    /// Whether the first dimension counts rows, so that the rest is one row.
    let hasRows: Bool
    /// How many columns are features of their own; 0 where the elements of a row are one feature together.
    let columns: Int
    /// The first of its slots; `nil` where there was no room.
    ///
    /// Those of one measure are next to each other, a column each.
    let base: Int?
    /// The first of the slots for what is out of bounds, a column each; `nil` where nothing is known of any.
    let bounded: Int?
    /// What is known of each feature.
    let ranges: [ClosedRange<Double>?]
    /// The known categories of each feature.
    let categories: [Set<String>?]
    /// How the values of pixels lie.
    let pixels: PixelLayout?
    /// The samples a second of sound, where the configuration says it.
    let sampleRate: Int?

    /// Decides how an input is measured.
    ///
    /// - Parameters:
    ///   - input: its signature.
    ///   - configuration: the model's configuration.
    ///   - bounds: what is known of the features.
    ///   - examples: the input as the first requests brought it.
    ///   - slots: where to take slots from.
    init(
        _ input: TensorSignature,
        _ configuration: ModelConfiguration,
        _ bounds: InputBounds,
        _ examples: [NamedTensor],
        _ slots: inout SlotList
    ) {
        self.name = input.name
        let content = ContentRule.content(of: input, configuration.content[input.name], examples)
        self.content = content
        self.sampleRate = configuration.content[input.name]?.sampleRate
        let pixels = content == .image ? PixelLayout(input, configuration, examples) : nil
        self.pixels = pixels
        self.hasRows = pixels?.hasRows ?? input.hasRows
        switch content {
        case .numbers, .category:
            let room = slots.room / (bounds.features.isEmpty ? 2 : 3)
            let width = min(input.columns ?? 0, MeasurePlan.maximumColumns)
            let features = min(max(width, 1), room)
            self.columns = min(width, features)
            let names = width <= 1 ? [input.name] : (0..<width).map { "\(input.name)[\($0)]" }
            let kept = Array(names.prefix(features))
            self.base = kept.isEmpty ? nil : slots.add(content == .numbers ? .value : .category, ofEach: kept)
            _ = slots.add(.missing, ofEach: kept)
            let known = kept.map { bounds.features[$0] }
            self.ranges = known.map {
                guard case .range(let minimum, let maximum) = $0, minimum <= maximum else { return nil }
                return minimum...maximum
            }
            self.categories = known.map { if case .categories(let words) = $0 { words } else { nil } }
            let isBounded =
                content == .numbers
                ? self.ranges.contains { $0 != nil } : self.categories.contains { $0 != nil }
            let measure: Measure = content == .numbers ? .outOfRange : .unseen
            self.bounded = isBounded ? slots.add(measure, ofEach: kept) : nil
            return
        case .text: self.base = slots.add(.characters, .words, .missing, of: input.name)
        case .embedding: self.base = slots.add(.norm, .missing, of: input.name)
        case .image:
            self.base = slots.add(
                .width,
                .height,
                .aspect,
                .brightness,
                .contrast,
                .sharpness,
                .missing,
                of: input.name
            )
        case .audio:
            self.base = slots.add(
                .duration,
                .loudness,
                .loudnessUnits,
                .leadingSilence,
                .trailingSilence,
                .clipping,
                .pitch,
                .missing,
                of: input.name
            )
        }
        self.columns = 0
        self.bounded = nil
        self.ranges = []
        self.categories = []
    }

    /// How many features have slots of their own.
    var features: Int { max(self.columns, 1) }

    /// How many rows a tensor has, and how many elements each.
    func rows(of tensor: Tensor) -> (count: Int, width: Int) {
        let elements = tensor.shape.elementCount
        guard self.hasRows, let count = tensor.shape.dimensions.first else { return (elements > 0 ? 1 : 0, elements) }
        return (elements > 0 ? count : 0, count > 0 ? elements / count : 0)
    }

    /// Measures the input.
    ///
    /// Its parameters are asked for where it is sound.
    func measure(
        _ tensor: Tensor,
        _ parameters: @autoclosure () -> Parameters,
        _ readers: MediaReaders,
        _ tally: inout Tally,
        _ sink: (Int, MeasureValue) -> Void
    ) {
        guard let base = self.base else { return }
        guard tensor.shape.elementCount > 0 else {
            self.measureAbsence(&tally, sink)
            return
        }
        switch self.content {
        case .numbers: self.measureNumbers(tensor, base, &tally, sink)
        case .category: self.measureCategories(tensor, base, &tally, sink)
        case .text: self.measureTexts(tensor, base, &tally, sink)
        case .embedding: self.measureNorms(tensor, base, &tally, sink)
        case .image: self.measurePictures(tensor, readers, base, &tally, sink)
        case .audio: self.measureSounds(tensor, parameters, readers, base, &tally, sink)
        }
    }

    /// Says that the input was not there, or had no elements: each of its features is missing once.
    func measureAbsence(_ tally: inout Tally, _ sink: (Int, MeasureValue) -> Void) {
        guard let base = self.base else { return }
        tally.missing += self.features
        tally.elements += self.features
        switch self.content {
        case .numbers, .category:
            for column in 0..<self.features {
                sink(base + column, .missing)
                sink(base + self.features + column, .share(1, of: 1))
            }
        case .text: sink(base + 2, .share(1, of: 1))
        case .embedding: sink(base + 1, .share(1, of: 1))
        case .image: sink(base + 6, .share(1, of: 1))
        case .audio: sink(base + 7, .share(1, of: 1))
        }
    }
}

extension TensorSignature {
    /// Whether the first dimension counts rows: in all tensors, but for vectors of a fixed length beyond 1.
    var hasRows: Bool {
        guard let dimensions else { return true }
        if dimensions.count == 1, case .fixed(let length) = dimensions[0] { return length == 1 }
        return !dimensions.isEmpty
    }

    /// How many elements a row has; `nil` where that is open, and for a scalar 1.
    var columns: Int? {
        guard let dimensions else { return nil }
        var product = 1
        for dimension in dimensions.dropFirst(self.hasRows ? 1 : 0) {
            guard case .fixed(let length) = dimension else { return nil }
            let (next, overflows) = product.multipliedReportingOverflow(by: length)
            guard !overflows else { return nil }
            product = next
        }
        return product
    }
}
