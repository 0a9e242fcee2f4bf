internal import Glibc

/// The fundamental frequency of a voice, or of another sound with a pitch.
///
/// YIN (de Cheveigne and Kawahara, "YIN, a fundamental frequency estimator for speech and music", 2002), steps 1 to 5: the
/// difference function, normalised by its cumulative mean; the first dip below a threshold; a parabola through it.
enum Pitch {
    /// The lowest and the highest frequency that is looked for, in Hz: from a deep man's to a child's voice.
    static let range = 60.0...600.0
    /// Below how much aperiodic power a frame has a pitch; the paper's 0.1 leaves out rough voices.
    private static let threshold = 0.15
    /// The rate to which sounds are reduced, at least, in Hz.
    private static let rate = 16_000.0
    /// The most frames that are looked at, evenly spread.
    private static let maximumFrames = 48

    /// Finds the median over all frames that have a pitch.
    ///
    /// - Parameters:
    ///   - samples: one channel.
    ///   - rate: the samples a second.
    ///   - floor: the root mean square below which a frame is silent.
    /// - Returns: the frequency in Hz; `nil` where no frame has one, or the sound is shorter than two of the longest periods.
    /// - Complexity: O(samples) to reduce the rate, and then bounded: 48 frames of some 10^5 operations.
    static func measure(_ samples: [Float], rate: Double, floor: Double) -> Double? {
        let factor = max(1, Int(rate / Self.rate))
        let reduced = factor == 1 ? samples : Self.reduce(samples, by: factor)
        let rate = rate / Double(factor)
        let longest = Int((rate / Self.range.lowerBound).rounded(.up)) + 1
        let shortest = max(2, Int((rate / Self.range.upperBound).rounded(.down)) - 1)
        // The window is the longest period, and it is compared with itself up to that much later.
        let frame = 2 * longest
        guard reduced.count >= frame, shortest < longest else { return nil }
        let starts = reduced.count - frame
        let count = min(Self.maximumFrames, starts / longest + 1)
        var found: [Double] = []
        for index in 0..<count {
            let start = count == 1 ? starts / 2 : starts * index / (count - 1)
            guard let lag = Self.period(reduced, start, shortest, longest, floor) else { continue }
            let frequency = rate / lag
            if Self.range.contains(frequency) { found.append(frequency) }
        }
        guard !found.isEmpty else { return nil }
        found.sort()
        let middle = found.count / 2
        return found.count % 2 == 1 ? found[middle] : (found[middle - 1] + found[middle]) / 2
    }

    /// Means of so many samples each.
    private static func reduce(_ samples: [Float], by factor: Int) -> [Float] {
        (0..<samples.count / factor).map { index in
            var sum: Float = 0
            for place in index * factor..<(index + 1) * factor { sum += samples[place] }
            return sum / Float(factor)
        }
    }

    /// The period of one frame, in samples.
    private static func period(
        _ samples: [Float],
        _ start: Int,
        _ shortest: Int,
        _ longest: Int,
        _ floor: Double
    ) -> Double? {
        var power: Float = 0
        for index in start..<start + longest { power += samples[index] * samples[index] }
        guard (Double(power) / Double(longest)).squareRoot() > floor else { return nil }
        var differences = [Float](repeating: 0, count: longest + 1)
        for lag in 1...longest {
            var sum: Float = 0
            for index in start..<start + longest {
                let difference = samples[index] - samples[index + lag]
                sum += difference * difference
            }
            differences[lag] = sum
        }
        var total: Float = 0
        var lag = 1
        var normalised = [Float](repeating: 1, count: longest + 1)
        while lag <= longest {
            total += differences[lag]
            normalised[lag] = total > 0 ? differences[lag] * Float(lag) / total : 1
            lag += 1
        }
        lag = shortest
        while lag < longest - 1 {
            if Double(normalised[lag]) < Self.threshold {
                while lag + 1 < longest - 1, normalised[lag + 1] < normalised[lag] { lag += 1 }
                return Self.vertex(differences, at: lag)
            }
            lag += 1
        }
        return nil
    }

    /// The lowest point of the parabola through three values.
    private static func vertex(_ values: [Float], at index: Int) -> Double {
        let (left, middle, right) = (Double(values[index - 1]), Double(values[index]), Double(values[index + 1]))
        let bend = left - 2 * middle + right
        return bend > 0 ? Double(index) + (left - right) / (2 * bend) : Double(index)
    }
}
