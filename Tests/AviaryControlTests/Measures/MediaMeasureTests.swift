import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

/// What is measured of pictures and sounds in tensors.
struct MediaMeasureTests {
    private static let looks: [Measure] = [.width, .height, .aspect, .brightness, .contrast, .sharpness]

    /// The same picture, 12 wide and 9 high, as bytes by pixel.
    private static func bytes(_ seed: UInt64) -> [UInt8] {
        var random = Seeded(seed: seed)
        return (0..<12 * 9 * 3).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Channel by channel.
    private static func planar<Value>(_ pixels: [Value], reversed: Bool = false) -> [Value] {
        (reversed ? [2, 1, 0] : [0, 1, 2]).flatMap { channel in
            stride(from: channel, to: pixels.count, by: 3).map { pixels[$0] }
        }
    }

    private static func looks(_ plan: MeasurePlan, _ tensor: Tensor) -> [Double] {
        let seen = MeasuredRequest(plan, [NamedTensor(name: "i", tensor: tensor)])
        return Self.looks.flatMap { seen.numbers($0, "i") }
    }

    private static func expect(_ one: [Double], _ other: [Double]) {
        #expect(one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `a picture looks the same however it lies in a tensor`(seed: UInt64) throws {
        let pixels = Self.bytes(seed)
        let bytes = MeasurePlan([TensorSignature("i", .uint8, -1, -1, -1, 3)])
        let expected = Self.looks(bytes, try Tensor(pixels, shape: [1, 9, 12, 3]))
        #expect(expected.count == 6 && expected[0] == 12 && expected[1] == 9 && abs(expected[2] - 12.0 / 9) < 1e-12)
        let alone = MeasurePlan([TensorSignature("i", .uint8, 9, 12, 3)])
        Self.expect(Self.looks(alone, try Tensor(pixels, shape: [9, 12, 3])), expected)
        let shares = Self.planar(pixels).map { Float($0) / 255 }
        let floats = MeasurePlan([TensorSignature("i", .float32, -1, 3, -1, -1)])
        Self.expect(Self.looks(floats, try Tensor(shares, shape: [1, 3, 9, 12])), expected)
        // Floating-point numbers of 0...255, as an example shows.
        let whole = try Tensor(Self.planar(pixels).map { Float($0) }, shape: [1, 3, 9, 12])
        let shown = MeasurePlan(
            [TensorSignature("i", .float32, -1, 3, -1, -1)],
            examples: [MeasurePlan.Example(inputs: [NamedTensor(name: "i", tensor: whole)])]
        )
        Self.expect(Self.looks(shown, whole), expected)
    }

    @Test func `a detector's normalisation is undone`() throws {
        var configuration = ModelConfiguration()
        var detection = DetectionConfiguration()
        detection.channels = .bgr
        detection.mean = [0.4, 0.5, 0.6]
        detection.deviation = [0.2, 0.3, 0.25]
        configuration.detection = detection
        let pixels = Self.bytes(3)
        let plan = MeasurePlan(
            signature: Signature(inputs: [TensorSignature("i", .float32, -1, 3, 9, 12)], outputs: []),
            configuration: configuration
        )
        let values = Self.planar(pixels, reversed: true).enumerated().map { index, byte in
            (Float(byte) / 255 - detection.mean[index / 108]) / detection.deviation[index / 108]
        }
        let bytes = MeasurePlan([TensorSignature("i", .uint8, -1, 9, 12, 3)])
        Self.expect(
            Self.looks(plan, try Tensor(values, shape: [1, 3, 9, 12])),
            Self.looks(bytes, try Tensor(pixels, shape: [1, 9, 12, 3]))
        )
    }

    @Test func `a picture with a number that is none is missing`() throws {
        let plan = MeasurePlan([TensorSignature("i", .float32, -1, 1, 8, 8)])
        var values = [Float](repeating: 0.5, count: 128)
        values[70] = .nan
        let seen = MeasuredRequest(plan, [NamedTensor(name: "i", tensor: try Tensor(values, shape: [2, 1, 8, 8]))])
        #expect(seen.numbers(.brightness, "i") == [0.5] && seen[.missing, "i"] == [.share(1, of: 2)])
        #expect(seen[.missing] == [.share(1, of: 2)])
    }

    @Test func `files are read by the reader, and some of many`() throws {
        var readers = MediaReaders()
        readers.pictureFile = { file in
            file.byteCount == 1 ? nil : PictureMeasures(width: file.byteCount, height: 1) { _, _ in 0.25 }
        }
        let plan = MeasurePlan(
            [TensorSignature("i", .bytes, -1)],
            content: ["i": InputContent(.image)],
            readers: readers
        )
        let files: [[UInt8]] = [[], [0], [0, 0], [0, 0, 0]]
        let seen = MeasuredRequest(plan, [NamedTensor(name: "i", tensor: try Tensor(byteStrings: files))])
        #expect(seen.numbers(.width, "i") == [2, 3] && seen[.missing, "i"] == [.share(2, of: 4)])
        let many = try Tensor(byteStrings: [[UInt8]](repeating: [1, 2], count: 100))
        let counted = MeasuredRequest(plan, [NamedTensor(name: "i", tensor: many)])
        #expect(counted.numbers(.width, "i").count == MeasurePlan.maximumMedia)
    }

    @Test func `the first bytes of all examples tell pictures and sounds`() throws {
        func content(_ files: [[UInt8]]) throws -> InputContent.Kind? {
            let example = NamedTensor(name: "i", tensor: try Tensor(byteStrings: files))
            return MeasurePlan([TensorSignature("i", .bytes, -1)], examples: [.init(inputs: [example])]).content["i"]
        }
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]
        let wave = Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WAVEfmt ".utf8)
        #expect(try content([jpeg, jpeg]) == .image && content([wave]) == .audio && content([jpeg, wave]) != .image)
    }

    private static func sound(_ count: Int) -> SoundMeasures {
        SoundMeasures(
            duration: Double(count),
            loudness: -20,
            loudnessUnits: nil,
            leadingSilence: 0.5,
            trailingSilence: 0.25,
            clipped: 3,
            samples: count,
            pitch: 120
        )
    }

    @Test func `sounds have a rate by the request or the configuration`() throws {
        var readers = MediaReaders()
        readers.sound = { samples, rate in
            samples.isEmpty || samples[0] != 0.5 ? nil : Self.sound(samples.count * Int(rate))
        }
        let plan = MeasurePlan(
            [TensorSignature("a", .int16, -1, -1)],
            content: ["a": InputContent(.audio, sampleRate: 1000)],
            readers: readers
        )
        let samples = try Tensor([Int16(16_384), 0, 0, 0], shape: [2, 2])
        let seen = MeasuredRequest(plan, [NamedTensor(name: "a", tensor: samples)])
        // The second sound begins with another sample, and is not read.
        #expect(seen.numbers(.duration, "a") == [2000] && seen[.missing, "a"] == [.share(1, of: 2)])
        #expect(seen[.loudnessUnits, "a"] == [.missing] && seen[.clipping, "a"] == [.share(3, of: 2000)])
        #expect(seen.numbers(.pitch, "a") == [120] && seen.numbers(.leadingSilence, "a") == [0.5])
        let given = NamedTensor(name: "a", tensor: samples, parameters: ["sample_rate": .int64(8000)])
        #expect(MeasuredRequest(plan, [given]).numbers(.duration, "a") == [16_000])
    }

    @Test func `without readers and rates nothing is said of media`() throws {
        let plan = MeasurePlan(
            [TensorSignature("i", .bytes, -1), TensorSignature("a", .float32, -1, -1)],
            content: ["i": InputContent(.image), "a": InputContent(.audio)]
        )
        let inputs = [
            NamedTensor(name: "i", tensor: try Tensor(strings: ["x"])),
            NamedTensor(name: "a", tensor: try Tensor([Float(0)], shape: [1, 1])),
        ]
        #expect(MeasuredRequest(plan, inputs).values.isEmpty)
        #expect(MeasuredRequest(plan, [])[.missing, "i"] == [.share(1, of: 1)])
    }
}
