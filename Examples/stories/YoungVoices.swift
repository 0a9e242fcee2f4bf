package import AviaryControl
package import AviaryCore
internal import AviaryMedia
package import AviaryTesting

/// A recogniser that was trained on adults hears children: their voices are higher.
package struct YoungVoices: Story {
    package static let name = "young voices instead of adults'"
    private static let rate = 8000.0

    package let signature = Signature(
        inputs: [TensorSignature("audio", .float32, -1, 800)],
        outputs: [TensorSignature("length", .float32, -1, 1)]
    )
    package let requestsPerDay = 60
    package let monitors = [
        MonitorSpecification(
            name: "voices",
            subject: .drift(.init(.inputs, reference: .first(200), falseAlarms: .init(count: 0.1), window: 60))
        )
    ]

    /// Begins the story.
    package init() {}

    package var configuration: ModelConfiguration {
        var configuration = ModelConfiguration()
        configuration.content = ["audio": InputContent(.audio, sampleRate: Int(Self.rate))]
        return configuration
    }

    package var readers: MediaReaders {
        var readers = MediaReaders()
        readers.sound = { samples, rate in SoundMeasures(samples: samples, rate: rate) }
        return readers
    }

    package mutating func request(change: Double, using random: inout Seeded) throws(AviaryError) -> StoryRequest {
        let isChild = random.happens(0.9 * change)
        let pitch = isChild ? random.normal(280, 25) : random.normal(150, 30)
        let phase = Double.random(in: 0..<1, using: &random)
        // A saw tooth has all harmonics, as a voice has.
        let samples = (0..<800).map { index -> Float in
            let turns = phase + Double(index) / Self.rate * max(pitch, 60)
            return Float(0.4 * (turns - turns.rounded(.down) - 0.5)) + Float.random(in: -0.01...0.01, using: &random)
        }
        return StoryRequest(
            inputs: [NamedTensor(name: "audio", tensor: try Tensor(samples, shape: try Shape([1, 800])))],
            outputs: [try .row("length", [random.normal(20, 4)])]
        )
    }
}
