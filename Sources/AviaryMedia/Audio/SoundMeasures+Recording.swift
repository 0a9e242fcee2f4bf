package import AviaryCore
internal import Glibc

extension SoundMeasures {
    /// The root mean square below which a frame of 10 ms is silent: -50 dB of full scale.
    package static let silence = 0.0031622776601683794
    /// From where on a sample is clipped: the greatest that 16 bits can write.
    package static let fullScale: Float = 1 - 0x1p-15
    /// How many seconds are looked at; of a longer sound the duration is told, and all else of its beginning.
    package static let maximumSeconds = 600.0

    /// Measures a recording.
    ///
    /// A sound that is silent throughout is so at both ends, for its whole duration. The pitch is that of the first channel.
    ///
    /// There is none where there are no samples, or one is not finite.
    ///
    /// - Parameter recording: the sound.
    /// - Complexity: O(samples) of at most ten minutes.
    package init?(_ recording: Recording) {
        guard recording.count > 0 else { return nil }
        let duration = Double(recording.count) / recording.rate
        let looked = min(recording.count, Int(Self.maximumSeconds * recording.rate))
        let heard =
            looked == recording.count
            ? recording
            : Recording(channels: recording.channels.map { Array($0.prefix(looked)) }, rate: recording.rate)
        var power = 0.0
        var clipped = 0
        for channel in heard.channels {
            for sample in channel {
                power += Double(sample) * Double(sample)
                if abs(sample) >= Self.fullScale { clipped += 1 }
            }
        }
        guard power.isFinite else { return nil }
        let samples = looked * heard.channels.count
        let silence = Self.silentEnds(heard)
        self.init(
            duration: duration,
            loudness: power > 0 ? 10 * log10(power / Double(samples)) : nil,
            loudnessUnits: IntegratedLoudness.measure(heard),
            leadingSilence: silence.leading ?? duration,
            trailingSilence: silence.trailing ?? duration,
            clipped: clipped,
            samples: samples,
            pitch: Pitch.measure(heard.channels[0], rate: heard.rate, floor: Self.silence)
        )
    }

    /// How long the beginning and the end are silent, in seconds; `nil` where everything is.
    private static func silentEnds(_ recording: Recording) -> (leading: Double?, trailing: Double?) {
        let frame = max(1, Int((recording.rate / 100).rounded()))
        let frames = (recording.count + frame - 1) / frame
        func isLoud(_ index: Int) -> Bool {
            let range = index * frame..<min((index + 1) * frame, recording.count)
            return recording.channels.contains { samples in
                var power = 0.0
                for sample in samples[range] { power += Double(sample) * Double(sample) }
                return (power / Double(range.count)).squareRoot() >= Self.silence
            }
        }
        guard let first = (0..<frames).first(where: isLoud), let last = (0..<frames).last(where: isLoud) else {
            return (nil, nil)
        }
        let end = min((last + 1) * frame, recording.count)
        return (Double(first * frame) / recording.rate, Double(recording.count - end) / recording.rate)
    }

    /// Measures samples of one channel.
    ///
    /// There is none where there are none, one is not finite, or the rate is not of 1 to 384 kHz.
    ///
    /// - Parameters:
    ///   - samples: of -1...1.
    ///   - rate: the samples a second.
    package init?(samples: Span<Float>, rate: Double) {
        guard (1000.0...384_000).contains(rate), !samples.isEmpty else { return nil }
        self.init(Recording(channels: [samples.indices.map { samples[$0] }], rate: rate))
    }
}
