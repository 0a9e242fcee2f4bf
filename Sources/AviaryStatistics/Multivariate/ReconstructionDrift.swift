/// Whether windows of rows depart from how a reference's columns hang together, even if no column by itself has changed.
///
/// The reference's principal components reconstruct each row; the mean error of a window is held against the errors of the
/// reference's own windows: their mean, and three standard deviations (over n) to either side. This is NannyML's
/// DataReconstructionDriftCalculator with its defaults.
public struct ReconstructionDrift: Sendable {
    /// The reference's directions.
    public let components: PrincipalComponents
    /// The errors of the reference's windows.
    public let referenceErrors: [Double]
    /// The mean of the reference's errors, less three standard deviations; `nil` where that is not above 0.
    public let lower: Double?
    /// The mean of the reference's errors, and three standard deviations more.
    public let upper: Double

    /// Learns a reference; `nil` if it has fewer than two rows.
    ///
    /// - Parameters:
    ///   - reference: at least two rows, in the order in which they came.
    ///   - windowSize: how many rows a window has, at least 1; the last one may have fewer.
    ///   - share: of the variance that is kept, above 0 and below 1.
    public init?(reference: RowMatrix, windowSize: Int, keeping share: Double = 0.65) {
        precondition(windowSize > 0, "a window has rows")
        guard let components = PrincipalComponents(reference, keeping: share) else { return nil }
        let errors = stride(from: 0, to: reference.rows, by: windowSize).map { start in
            components.reconstructionError(reference.rows(start..<min(start + windowSize, reference.rows)))
        }
        let count = Double(errors.count)
        let mean = errors.reduce(0, +) / count
        let deviation = (errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        self.components = components
        self.referenceErrors = errors
        self.lower = mean - 3 * deviation > 0 ? mean - 3 * deviation : nil
        self.upper = mean + 3 * deviation
    }

    /// Compares a window with the reference.
    ///
    /// - Parameter window: as many columns as the reference.
    /// - Returns: its mean reconstruction error, and whether that lies outside of the limits; an empty window never does.
    public func judge(_ window: RowMatrix) -> (error: Double, isDrift: Bool) {
        let error = self.components.reconstructionError(window)
        return (error, error >= self.upper || self.lower.map { error <= $0 } ?? false)
    }
}
