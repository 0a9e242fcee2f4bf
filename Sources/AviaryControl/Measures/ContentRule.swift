internal import AviaryCore

/// Tells what an input holds.
///
/// In this order, as far as it fits the type of the elements: what the configuration says; what the examples' parameter
/// `content_type` says, in our words, in MLServer's (`str`, `np`), or as a media type such as `image/png`; and then
///
/// - truth values are categories;
/// - strings are sounds or pictures where all examples begin like WAV or JPEG, PNG, WebP; categories where all are short:
///   at most 32 bytes and 3 words; else, and without examples, text;
/// - numbers with a parameter `sample_rate` are sound;
/// - bytes and floating-point numbers whose shape has 1 or 3 channels and two sides of at least 8 are pictures;
/// - floating-point rows of at least 64 numbers are embeddings;
/// - everything else is numbers.
enum ContentRule {
    /// The least length of an embedding.
    static let leastEmbedding = 64
    /// The most bytes of a category.
    private static let longestCategory = 32
    /// The most words of a category.
    private static let mostWords = 3
    /// How many strings of an example are looked at.
    private static let looked = 64

    /// Tells what an input holds.
    static func content(
        of input: TensorSignature,
        _ configured: InputContent?,
        _ examples: [NamedTensor]
    ) -> InputContent.Kind {
        if let kind = configured?.kind, self.fits(kind, input.dataType) { return kind }
        let named = examples.lazy.compactMap { self.kind(named: $0.parameters["content_type"], input, examples) }.first
        if let named, self.fits(named, input.dataType) { return named }
        switch input.dataType {
        case .bool: return .category
        case .bytes: return self.kind(ofStrings: examples)
        case .uint8, .uint16, .uint32, .uint64, .int8, .int16, .int32, .int64, .float16, .bfloat16, .float32, .float64:
            return self.kind(ofNumbers: input, examples)
        }
    }

    private static func fits(_ kind: InputContent.Kind, _ type: DataType) -> Bool {
        switch kind {
        case .text: type == .bytes
        case .numbers, .embedding: type != .bytes
        case .category, .image, .audio: true
        }
    }

    private static func kind(
        named parameter: ParameterValue?,
        _ input: TensorSignature,
        _ examples: [NamedTensor]
    ) -> InputContent.Kind? {
        guard case .string(let word)? = parameter else { return nil }
        if let kind = InputContent.Kind(rawValue: word.lowercased()) { return kind }
        switch word.lowercased().prefix(while: { $0 != "/" && $0 != ";" }) {
        case "image": return .image
        case "audio": return .audio
        case "text": return .text
        // Of strings, MLServer does not say whether they are texts or categories; of numbers, the shape says more.
        default: return nil
        }
    }

    private static func kind(ofStrings examples: [NamedTensor]) -> InputContent.Kind {
        var isCategory = true
        var (pictures, sounds, strings) = (0, 0, 0)
        for example in examples where example.tensor.dataType == .bytes {
            var elements = StringElements()
            let bytes = example.tensor.bytes
            for _ in 0..<self.looked {
                guard let range = try? elements.next(in: bytes) else { break }
                guard !range.isEmpty else { continue }
                let string = bytes.extracting(range)
                strings += 1
                if string.isPictureFile { pictures += 1 }
                if string.isWaveFile { sounds += 1 }
                isCategory =
                    isCategory && range.count <= self.longestCategory && TextMeasures(string).words <= self.mostWords
            }
        }
        guard strings > 0 else { return .text }
        if pictures == strings { return .image }
        if sounds == strings { return .audio }
        return isCategory ? .category : .text
    }

    private static func kind(ofNumbers input: TensorSignature, _ examples: [NamedTensor]) -> InputContent.Kind {
        if examples.contains(where: { $0.parameters["sample_rate"] != nil }) { return .audio }
        if input.dataType.isFloat || input.dataType == .uint8,
            PixelLayout.lengths(input, examples).flatMap({ PixelLayout.order(of: $0, isPicture: false) }) != nil
        {
            return .image
        }
        let width = input.columns ?? examples.first.flatMap { self.width(of: $0.tensor.shape) }
        let rank = input.dimensions?.count ?? examples.first?.tensor.shape.rank ?? 0
        if input.dataType.isFloat, rank <= 2, let width, width >= self.leastEmbedding { return .embedding }
        return .numbers
    }

    /// The length of a row where its number of dimensions is 2.
    private static func width(of shape: Shape) -> Int? { shape.rank == 2 ? shape.dimensions[1] : nil }
}

extension RawSpan {
    /// Whether it begins like a JPEG, PNG or WebP file.
    fileprivate var isPictureFile: Bool {
        self.begins(with: [0xFF, 0xD8, 0xFF]) || self.begins(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            || self.begins(with: Array("RIFF".utf8)) && self.begins(with: Array("WEBP".utf8), at: 8)
    }

    /// Whether it begins like a WAV file.
    fileprivate var isWaveFile: Bool {
        self.begins(with: Array("RIFF".utf8)) && self.begins(with: Array("WAVE".utf8), at: 8)
    }
}
