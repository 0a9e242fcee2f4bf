import AviaryCore
import AviaryMedia
import AviaryTesting
import Foundation
import Testing

/// What is measured of sounds.
struct SoundTests {
    private static func measure(_ samples: [Float], rate: Double = 16_000) -> SoundMeasures? {
        SoundMeasures(samples: samples.span, rate: rate)
    }

    private static func tone(
        _ frequency: Double,
        amplitude: Double = 0.5,
        seconds: Double = 1,
        rate: Double = 16_000
    ) -> [Float] {
        (0..<Int(seconds * rate)).map { Float(amplitude * sin(2 * Double.pi * frequency * Double($0) / rate)) }
    }

    private static func noise(_ seed: UInt64, count: Int, amplitude: Float = 0.2) -> [Float] {
        var random = Seeded(seed: seed)
        return (0..<count).map { _ in Float.random(in: -amplitude...amplitude, using: &random) }
    }

    @Test(arguments: MeasureFixture.said.sounds.keys.sorted())
    func `loudness is what numpy and pyloudnorm say`(name: String) throws {
        let sound = try #require(MeasureFixture.said.sounds[name])
        let measures = try #require(Self.measure(sound.samples, rate: sound.rate))
        #expect(abs(try #require(measures.loudness) - sound.rms) < 1e-4)
        #expect((measures.loudnessUnits == nil) == (sound.lufs == nil))
        guard let units = measures.loudnessUnits, let same = sound.lufs, let other = sound.lufsOfOtherFilters else {
            return
        }
        #expect(abs(units - same) < 0.001)
        // Filters whose parameters are rounded lie farther away where a rate is low.
        if sound.rate > 20_000 { #expect(abs(units - other) < 0.1) }
        #expect(abs(measures.duration - sound.seconds) < 1 / sound.rate)
    }

    @Test func `a full-scale tone of 997 Hz has the loudness of the recommendation`() throws {
        // ITU-R BS.1770-4, annex 1: "If a 0 dB FS, 997 Hz sine wave is applied to the left, centre, or right channel input,
        // the indicated loudness will equal -3.01 LKFS."
        let tone = Self.tone(997, amplitude: 1, seconds: 5, rate: 48_000)
        #expect(abs(try #require(Self.measure(tone, rate: 48_000)?.loudnessUnits) + 3.01) < 0.01)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a gain moves loudness by as many decibels, and pitch not at all`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let gain = Double.random(in: -20...10, using: &random)
        let samples = zip(Self.noise(seed, count: 16_000), Self.tone(180)).map { 0.1 * $0 + 0.3 * $1 }
        let louder = samples.map { $0 * Float(pow(10, gain / 20)) }
        let (one, other) = (try #require(Self.measure(samples)), try #require(Self.measure(louder)))
        #expect(abs(try #require(other.loudness) - #require(one.loudness) - gain) < 1e-3)
        #expect(abs(try #require(other.loudnessUnits) - #require(one.loudnessUnits) - gain) < 1e-3)
        #expect(abs(try #require(other.pitch) - #require(one.pitch)) < 0.1)
    }

    @Test func `two equal channels are 3 LU louder than one`() throws {
        let tone = Self.tone(1000, seconds: 2)
        let one = try #require(SoundMeasures(Recording(channels: [tone], rate: 16_000)))
        let two = try #require(SoundMeasures(Recording(channels: [tone, tone], rate: 16_000)))
        #expect(abs(try #require(two.loudnessUnits) - #require(one.loudnessUnits) - 3.0103) < 1e-3)
        #expect(abs(try #require(two.loudness) - #require(one.loudness)) < 1e-9 && two.samples == 2 * one.samples)
    }

    @Test(arguments: [8000.0, 16_000, 22_050, 44_100, 48_000], [85.0, 120, 210, 300, 440])
    func `the pitch of a tone with overtones is its lowest`(rate: Double, frequency: Double) throws {
        let parts = [1.0, 0.6, 0.4].enumerated().map { index, share in
            Self.tone(frequency * Double(index + 1), amplitude: 0.3 * share, rate: rate)
        }
        let sum = parts[0].indices.map { parts[0][$0] + parts[1][$0] + parts[2][$0] }
        let pitch = try #require(Self.measure(sum, rate: rate)?.pitch)
        #expect(abs(pitch / frequency - 1) < 0.01)
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `noise and silence have no pitch`(seed: UInt64) {
        #expect(Self.measure(Self.noise(seed, count: 16_000))?.pitch == nil)
        #expect(Self.measure([Float](repeating: 0, count: 16_000))?.pitch == nil)
    }

    @Test func `frames without a voice do not count for the pitch`() throws {
        let samples = Self.noise(1, count: 16_000) + Self.tone(200) + [Float](repeating: 0, count: 16_000)
        #expect(abs(try #require(Self.measure(samples)?.pitch) - 200) < 2)
    }

    @Test(arguments: [0.0, 0.2, 1.5], [0.0, 0.35])
    func `silence is told at both ends`(before: Double, after: Double) throws {
        let quiet = Self.noise(3, count: 32_000, amplitude: 0.001)
        let samples = quiet.prefix(Int(before * 16_000)) + Self.tone(300) + quiet.prefix(Int(after * 16_000))
        let measures = try #require(Self.measure(Array(samples)))
        #expect(abs(measures.leadingSilence - before) <= 0.01 && abs(measures.trailingSilence - after) <= 0.01)
    }

    @Test func `a sound that is silent throughout is so at both ends`() throws {
        let measures = try #require(Self.measure([Float](repeating: 0, count: 8000)))
        #expect(measures.leadingSilence == 0.5 && measures.trailingSilence == 0.5)
        #expect(measures.loudness == nil && measures.loudnessUnits == nil && measures.clipped == 0)
    }

    @Test func `samples at full scale are clipped`() throws {
        let samples: [Float] = [1, -1, 0.5, 0.99, 32_767 / 32_768, -1.5]
        #expect(try #require(Self.measure(samples)).clipped == 4)
    }

    @Test func `nothing, and what is no number, is not measured`() {
        #expect(Self.measure([]) == nil && Self.measure([0, .nan]) == nil && Self.measure([.infinity]) == nil)
        #expect(Self.measure([0], rate: 0) == nil && Self.measure([0], rate: .nan) == nil)
        // Too short for a block of 400 ms.
        #expect(Self.measure(Self.tone(440, seconds: 0.3))?.loudnessUnits == nil)
        #expect(Self.measure([0.5])?.duration == 1.0 / 16_000)
    }
}
