/// Whether rows hang together otherwise than a reference's, even if no column by itself has changed; with a p-value.
///
/// Every other row of the reference finds the principal components. What these lose of the remaining rows, each by itself, is
/// what they lose of rows that nothing has happened to; the Kolmogorov-Smirnov test holds what they lose of present rows
/// against it. The rows that the components were found by are left out, since of those they lose less: with them the p-value
/// would be too small.
///
/// ``ReconstructionDrift`` is the same idea with limits in place of a p-value, as NannyML has it.
public struct ReconstructionTest: Sendable, Hashable {
    /// The directions that one half of the reference has.
    public let components: PrincipalComponents
    /// What is lost of the other half's rows, ascending.
    private let errors: [Double]

    /// The fewest rows that a reference has for each column: half of them find the components, which are not steady with fewer.
    public static let rowsPerColumn = 4

    /// Learns a reference; `nil` where it has fewer than ``rowsPerColumn`` rows a column, or fewer than two columns.
    ///
    /// - Parameters:
    ///   - reference: in no order that matters.
    ///   - share: of the variance that is kept, above 0 and below 1.
    /// - Complexity: O(rows columns^2 + columns^3).
    public init?(reference: RowMatrix, keeping share: Double = 0.65) {
        guard reference.columns > 1, reference.rows >= Self.rowsPerColumn * reference.columns else { return nil }
        let (one, other) = (reference.everyOther(from: 0), reference.everyOther(from: 1))
        guard let components = PrincipalComponents(one, keeping: share) else { return nil }
        self.components = components
        self.errors = SortedSample.make(components.reconstructionErrors(other))
    }

    /// Compares rows with the reference.
    ///
    /// - Parameter rows: as many columns as the reference.
    /// - Returns: the greatest difference of the distribution functions of what is lost, 0...1; ``TestResult/undefined`` for
    ///   no rows.
    /// - Complexity: O(rows columns^2).
    public func run(_ rows: RowMatrix) -> TestResult {
        guard rows.rows > 0 else { return .undefined }
        let present = SortedSample.make(self.components.reconstructionErrors(rows))
        return KolmogorovSmirnov.test(sortedA: present, sortedB: self.errors)
    }
}

extension RowMatrix {
    /// The rows with even or with odd numbers.
    fileprivate func everyOther(from first: Int) -> RowMatrix {
        let rows = stride(from: first, to: self.rows, by: 2)
        return RowMatrix(
            rows.flatMap { self.values[$0 * self.columns..<($0 + 1) * self.columns] },
            columns: self.columns
        )
    }
}
