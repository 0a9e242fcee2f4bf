internal import Glibc

/// The loudness of a whole programme: ITU-R BS.1770-4 (2015), annex 1.
enum IntegratedLoudness {
    /// Below this nothing is measured, in LUFS.
    private static let absoluteGate = -70.0
    /// Below the mean of what is left by so much, neither.
    private static let relativeGate = -10.0

    /// Measures a recording.
    ///
    /// Blocks of 400 ms overlap by 75 %; those below -70 LUFS, and then those 10 LU below the mean of the others, are left
    /// out. The fourth and fifth of five channels count 1.41 times, and of six channels the fourth (low frequency effects)
    /// nothing and the last two 1.41 times; all others count once.
    ///
    /// - Parameter recording: the sound.
    /// - Returns: the loudness in LUFS; `nil` below 400 ms, and where no block is above the gate.
    /// - Complexity: O(samples).
    static func measure(_ recording: Recording) -> Double? {
        let step = Int((recording.rate / 10).rounded())
        let parts = step > 0 ? recording.count / step : 0
        guard parts >= 4 else { return nil }
        // The weighted power of each tenth of a second; a block is four of them.
        var powers = [Double](repeating: 0, count: parts)
        for (channel, samples) in recording.channels.enumerated() {
            let weight = Self.weight(of: channel, among: recording.channels.count)
            guard weight > 0 else { continue }
            var filter = KWeighting(rate: recording.rate)
            for part in 0..<parts {
                var sum = 0.0
                for index in part * step..<(part + 1) * step {
                    let value = filter.filter(samples[index])
                    sum += value * value
                }
                powers[part] += weight * sum / Double(step)
            }
        }
        let blocks = (0...parts - 4).map { start in powers[start..<start + 4].reduce(0, +) / 4 }
        guard let ungated = Self.mean(blocks, above: Self.absoluteGate),
            let gated = Self.mean(blocks, above: max(Self.absoluteGate, Self.units(ungated) + Self.relativeGate))
        else { return nil }
        return Self.units(gated)
    }

    private static func units(_ power: Double) -> Double { -0.691 + 10 * log10(power) }

    private static func mean(_ blocks: [Double], above gate: Double) -> Double? {
        var (sum, count) = (0.0, 0)
        for block in blocks where block > 0 && Self.units(block) > gate {
            sum += block
            count += 1
        }
        return count > 0 ? sum / Double(count) : nil
    }

    private static func weight(of channel: Int, among channels: Int) -> Double {
        switch (channels, channel) {
        case (5, 3...4), (6, 4...5): 1.41
        case (6, 3): 0
        default: 1
        }
    }
}
