/// The two-sample tests and distances for columns of a table, by the names that people type.
public enum TwoSampleTest: String, Sendable, Hashable, CaseIterable {
    case kolmogorovSmirnov = "ks"
    case cramerVonMises = "cramer-von-mises"
    case andersonDarling = "anderson"
    case mannWhitney = "mann-whitney"
    case chiSquare = "chi-square"
    case gTest = "g-test"
    case populationStability = "psi"
    case jensenShannon = "jensen-shannon"
    case hellinger = "hellinger"
    case kullbackLeibler = "kl"
    case lInfinity = "l-infinity"
    case totalVariation = "total-variation"
    case wasserstein = "wasserstein"
    case energy = "energy"
    case cramersV = "cramers-v"

    /// What a column holds.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case numbers
        case categories
    }

    /// What the threshold is held against.
    public enum Outcome: Sendable, Hashable {
        /// Drift is a p-value below the threshold.
        case pValue
        /// Drift is a distance of at least the threshold.
        case distance
    }

    /// What it is called in a sentence.
    public var title: String {
        switch self {
        case .kolmogorovSmirnov: "Kolmogorov-Smirnov test"
        case .cramerVonMises: "Cramer-von Mises test"
        case .andersonDarling: "Anderson-Darling test"
        case .mannWhitney: "Mann-Whitney U test"
        case .chiSquare: "chi-square test"
        case .gTest: "G-test"
        case .populationStability: "population stability index"
        case .jensenShannon: "Jensen-Shannon distance"
        case .hellinger: "Hellinger distance"
        case .kullbackLeibler: "Kullback-Leibler divergence"
        case .lInfinity: "L-infinity distance"
        case .totalVariation: "total variation distance"
        case .wasserstein: "Wasserstein distance, in standard deviations of the reference"
        case .energy: "energy distance"
        case .cramersV: "Cramer's V"
        }
    }

    /// Which columns it takes.
    public var kinds: Set<Kind> {
        switch self {
        case .kolmogorovSmirnov, .cramerVonMises, .andersonDarling, .mannWhitney, .wasserstein, .energy: [.numbers]
        case .chiSquare, .gTest, .cramersV: [.categories]
        case .populationStability, .jensenShannon, .hellinger, .kullbackLeibler, .lInfinity, .totalVariation:
            [.numbers, .categories]
        }
    }

    /// What the threshold is held against.
    public var outcome: Outcome {
        switch self {
        case .kolmogorovSmirnov, .cramerVonMises, .andersonDarling, .mannWhitney, .chiSquare, .gTest: .pValue
        case .populationStability, .jensenShannon, .hellinger, .kullbackLeibler, .lInfinity, .totalVariation,
            .wasserstein, .energy, .cramersV:
            .distance
        }
    }

    /// Evidently's default threshold; NannyML's for L-infinity; 0.1 as of a small effect (Cohen 1988) for total variation and
    /// Cramer's V, which neither thresholds as a distance.
    public var defaultThreshold: Double {
        switch self {
        case .kolmogorovSmirnov, .mannWhitney, .chiSquare: 0.05
        case .cramerVonMises, .andersonDarling, .gTest, .populationStability, .jensenShannon, .hellinger,
            .kullbackLeibler, .lInfinity, .totalVariation, .wasserstein, .energy, .cramersV:
            0.1
        }
    }

    /// Whether a result means drift; never where it is undefined or the distance is 0.
    public func isDrift(_ result: TestResult, threshold: Double) -> Bool {
        switch self.outcome {
        case .pValue: result.pValue.map { $0 < threshold } ?? false
        case .distance: result.statistic > 0 && result.statistic >= threshold
        }
    }

    /// What Evidently takes where nobody says otherwise: by kind, by the reference's size and by how many values differ.
    ///
    /// Up to 1,000 values a test, beyond a distance: with so many the smallest difference is significant. Numbers of which at
    /// most 5 are distinct are taken for categories. (For two categories Evidently takes a Z-test, of which the chi-square
    /// test is the two-sided equal.)
    ///
    /// - Parameters:
    ///   - kind: of the column.
    ///   - referenceCount: how many values the reference has.
    ///   - distinctCount: how many distinct values both samples have; `nil` for many.
    /// - Returns: a test that takes the kind, or, for few distinct numbers, one of categories.
    public static func sensible(for kind: Kind, referenceCount: Int, distinctCount: Int? = nil) -> Self {
        switch kind {
        case .numbers where (distinctCount ?? .max) > 5: referenceCount <= 1000 ? .kolmogorovSmirnov : .wasserstein
        case .numbers, .categories: referenceCount <= 1000 ? .chiSquare : .jensenShannon
        }
    }
}
