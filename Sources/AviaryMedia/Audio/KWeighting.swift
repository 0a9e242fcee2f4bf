internal import Glibc

/// A filter of second order, in the transposed direct form II.
struct Biquad {
    private let b0, b1, b2, a1, a2: Double
    private var (first, second) = (0.0, 0.0)

    /// Takes coefficients whose `a0` is 1.
    init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
        (self.b0, self.b1, self.b2, self.a1, self.a2) = (b0, b1, b2, a1, a2)
    }

    /// Filters the next sample.
    @inline(__always)
    mutating func filter(_ input: Double) -> Double {
        let output = self.b0 * input + self.first
        self.first = self.b1 * input - self.a1 * output + self.second
        self.second = self.b2 * input - self.a2 * output
        return output
    }
}

/// The two filters before loudness is measured: a shelf for the head, and a high pass.
///
/// ITU-R BS.1770-4 (2015), annex 1, gives coefficients at 48 kHz; for other rates the same analogue filters are transformed
/// again, by the bilinear transform with the parameters that give those coefficients back (Mansbridge, Finn, Reiss,
/// "Implementation and Evaluation of Autonomous Multi-track Fader Control", 2012).
struct KWeighting {
    private var shelf: Biquad
    private var highPass: Biquad

    /// Makes the filters.
    ///
    /// - Parameter rate: the samples a second.
    init(rate: Double) {
        let top = tan(Double.pi * 1681.974450955533 / rate)
        let (gain, quality) = (pow(10, 3.999843853973347 / 20), 0.7071752369554196)
        let bend = pow(gain, 0.4996667741545416)
        let whole = 1 + top / quality + top * top
        self.shelf = Biquad(
            b0: (gain + bend * top / quality + top * top) / whole,
            b1: 2 * (top * top - gain) / whole,
            b2: (gain - bend * top / quality + top * top) / whole,
            a1: 2 * (top * top - 1) / whole,
            a2: (1 - top / quality + top * top) / whole
        )
        let low = tan(Double.pi * 38.13547087602444 / rate)
        let lowQuality = 0.5003270373238773
        let lowWhole = 1 + low / lowQuality + low * low
        self.highPass = Biquad(
            b0: 1,
            b1: -2,
            b2: 1,
            a1: 2 * (low * low - 1) / lowWhole,
            a2: (1 - low / lowQuality + low * low) / lowWhole
        )
    }

    /// Filters the next sample.
    @inline(__always)
    mutating func filter(_ sample: Float) -> Double { self.highPass.filter(self.shelf.filter(Double(sample))) }
}
