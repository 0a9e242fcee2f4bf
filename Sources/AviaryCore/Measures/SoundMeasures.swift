/// How a sound is, in a few numbers.
package struct SoundMeasures: Sendable, Hashable {
    /// How long it is, in seconds.
    package let duration: Double
    /// The root mean square of all samples in dB of full scale; `nil` for digital silence.
    package let loudness: Double?
    /// The integrated loudness in LUFS; `nil` for what is too short, or quieter than -70 LUFS.
    package let loudnessUnits: Double?
    /// How long it is silent at the beginning, in seconds.
    package let leadingSilence: Double
    /// How long it is silent at the end, in seconds.
    package let trailingSilence: Double
    /// How many samples are at full scale.
    package let clipped: Int
    /// How many samples there are.
    package let samples: Int
    /// The median fundamental frequency in Hz; `nil` where nothing has a pitch.
    package let pitch: Double?

    /// Puts the numbers together.
    ///
    /// - Parameters:
    ///   - duration: how long it is, in seconds.
    ///   - loudness: the root mean square in dB of full scale.
    ///   - loudnessUnits: the integrated loudness in LUFS.
    ///   - leadingSilence: how long it is silent at the beginning, in seconds.
    ///   - trailingSilence: how long it is silent at the end, in seconds.
    ///   - clipped: how many samples are at full scale.
    ///   - samples: how many samples there are.
    ///   - pitch: the median fundamental frequency in Hz.
    package init(
        duration: Double,
        loudness: Double?,
        loudnessUnits: Double?,
        leadingSilence: Double,
        trailingSilence: Double,
        clipped: Int,
        samples: Int,
        pitch: Double?
    ) {
        self.duration = duration
        self.loudness = loudness
        self.loudnessUnits = loudnessUnits
        self.leadingSilence = leadingSilence
        self.trailingSilence = trailingSilence
        self.clipped = clipped
        self.samples = samples
        self.pitch = pitch
    }
}
