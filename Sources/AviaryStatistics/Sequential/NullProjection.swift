/// The pair of means that comes nearest to an alternative among those whose difference is a margin.
///
/// Of all pairs `(c, t)` with `t - c = margin` it is the one with the least
/// `controls KL(alternative.control, c) + treatments KL(alternative.treatment, t)`, where KL is the Kullback-Leibler
/// divergence of coins with these means: the reverse information projection, on which the best bet rests.
///
/// Source: Turner, Ly and Grünwald 2024, Generic E-variables for exact sequential k-sample tests that allow for optional
/// stopping, section 3.
enum NullProjection {
    /// Projects an alternative.
    ///
    /// The derivative of the divergence rises in `c` from minus to plus infinity, so that its only zero is found by Newton's
    /// steps inside a bracket; without a margin it has a closed form.
    ///
    /// - Parameters:
    ///   - alternative: means, above 0 and below 1.
    ///   - margin: the difference, above -1 and below 1.
    ///   - counts: how many numbers each arm has, at least 1.
    /// - Returns: means above 0 and below 1.
    static func project(_ alternative: ArmPair<Double>, margin: Double, counts: ArmPair<Double>) -> ArmPair<Double> {
        guard margin != 0 else {
            let sum = counts.control * alternative.control + counts.treatment * alternative.treatment
            let mean = sum / (counts.control + counts.treatment)
            return ArmPair(control: mean, treatment: mean)
        }
        var low = max(0, -margin)
        var high = min(1, 1 - margin)
        var control = min(max(alternative.control, low + (high - low) * 1e-6), high - (high - low) * 1e-6)
        for _ in 0..<60 {
            let treatment = control + margin
            let spreads = ArmPair(control: control * (1 - control), treatment: treatment * (1 - treatment))
            let pulls = ArmPair(
                control: counts.control * (control - alternative.control) / spreads.control,
                treatment: counts.treatment * (treatment - alternative.treatment) / spreads.treatment
            )
            let slope = pulls.control + pulls.treatment
            if slope > 0 { high = control } else { low = control }
            // Of the derivative: n / s - pull (1 - 2 m) / s for each arm, with s = m (1 - m).
            let bend =
                (counts.control - pulls.control * (1 - 2 * control)) / spreads.control
                + (counts.treatment - pulls.treatment * (1 - 2 * treatment)) / spreads.treatment
            var next = control - slope / bend
            if !(next > low && next < high) { next = (low + high) / 2 }
            if abs(next - control) <= 1e-9 * next || high - low < 1e-15 { break }
            control = next
        }
        return ArmPair(control: control, treatment: control + margin)
    }
}
