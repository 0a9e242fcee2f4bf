/// The stream detectors, by the names that people type.
public enum StreamDetectorKind: String, Sendable, Hashable, CaseIterable {
    case adwin
    case ddm
    case eddm
    case hddmA = "hddm-a"
    case hddmW = "hddm-w"
    case kswin
    case pageHinkley = "page-hinkley"
    case cusum
    case eDetector = "e-detector"

    /// The detector of a name.
    ///
    /// - Parameter name: what somebody typed.
    /// - Throws: an error that names the known ones.
    public init(named name: String) throws(StreamDetectorError) {
        guard let kind = Self(rawValue: name) else { throw .unknownDetector(name) }
        self = kind
    }

    /// What it does, in a few words.
    public var title: String {
        switch self {
        case .adwin: "adaptive windowing: a window without a cut whose parts have different means"
        case .ddm: "drift detection method: errors more often than at their rarest"
        case .eddm: "early drift detection method: errors closer together than they were"
        case .hddmA: "Hoeffding's bound on averages: a mean that rises"
        case .hddmW: "McDiarmid's bound on weighted averages: a mean that rises"
        case .kswin: "Kolmogorov-Smirnov windowing: the latest numbers against those before"
        case .pageHinkley: "Page-Hinkley test: deviations from the running mean that add up"
        case .cusum: "Page's cumulative sums: deviations from a target that add up"
        case .eDetector: "e-detector: a mean that rises above a baseline, false alarms guaranteed to be rare"
        }
    }

    /// Which numbers it takes; `nil` for any.
    public var inputs: ClosedRange<Double>? {
        switch self {
        case .ddm, .eddm, .hddmA, .hddmW, .eDetector: 0...1
        case .adwin, .kswin, .pageHinkley, .cusum: nil
        }
    }

    private static let counts = DetectorParameter.Range.whole(0...1_000_000_000)
    private static let probability = DetectorParameter.Range.open(0, 1)
    private static let mode = DetectorParameter(
        "mode",
        0,
        .words(ChangeDirection.allCases.map(\.rawValue)),
        "which changes of the mean are looked for"
    )
    private static let twoSided = DetectorParameter(
        "two_sided_test",
        0,
        .words(["false", "true"]),
        "whether a fall is looked for, too"
    )
    private static let warmStart = DetectorParameter("warm_start", 30, Self.counts, "after how many numbers it looks")
    private static let confidences = [
        DetectorParameter("drift_confidence", 0.001, Self.probability, "with what probability a drift is false"),
        DetectorParameter("warning_confidence", 0.005, Self.probability, "with what probability a warning is false"),
    ]
    private static let sums = [
        DetectorParameter("min_instances", 30, Self.counts, "after how many numbers it looks"),
        DetectorParameter("delta", 0.005, .notNegative, "what deviation of the mean is tolerated"),
        DetectorParameter("threshold", 50, .notNegative, "which sum of deviations is a drift"),
    ]

    /// Its parameters, with river's names and defaults where river has them.
    public var parameters: [DetectorParameter] {
        switch self {
        case .adwin:
            [
                DetectorParameter("delta", 0.002, Self.probability, "the probability of a false cut"),
                DetectorParameter("clock", 32, .whole(1...1_000_000_000), "after how many numbers it looks again"),
                DetectorParameter("max_buckets", 5, .whole(1...1000), "how many buckets of a size are kept"),
                DetectorParameter(
                    "min_window_length",
                    5,
                    .whole(1...1_000_000_000),
                    "how many numbers a part has at least"
                ),
                DetectorParameter("grace_period", 10, Self.counts, "how many numbers the window must exceed"),
            ]
        case .ddm:
            [
                Self.warmStart,
                DetectorParameter("warning_threshold", 2, .notNegative, "how many deviations are a warning"),
                DetectorParameter("drift_threshold", 3, .notNegative, "how many deviations are a drift"),
            ]
        case .eddm:
            [
                DetectorParameter("warm_start", 30, Self.counts, "after how many numbers and errors it looks"),
                DetectorParameter("alpha", 0.95, .closed(0, 1), "below which ratio of distances it warns"),
                DetectorParameter("beta", 0.9, .closed(0, 1), "below which ratio of distances it is a drift"),
            ]
        case .hddmA: Self.confidences + [Self.twoSided]
        case .hddmW:
            Self.confidences + [
                DetectorParameter("lambda_val", 0.05, .closed(0, 1), "the weight of the latest number"), Self.twoSided,
            ]
        case .kswin:
            [
                DetectorParameter("alpha", 0.005, .closed(0, 1), "the p-value that is a drift"),
                DetectorParameter("window_size", 100, .whole(2...100_000), "how many numbers the window holds"),
                DetectorParameter("stat_size", 30, .whole(1...50_000), "how many numbers are compared"),
                DetectorParameter("seed", 0, .whole(0...4_294_967_295), "of the draws from the window"),
            ]
        case .pageHinkley:
            Self.sums + [
                DetectorParameter("alpha", 1 - 0.0001, .closed(0, 1), "by what factor the past counts less"), Self.mode,
            ]
        case .cusum:
            Self.sums + [
                DetectorParameter("target", nil, .any, "the mean that is right; without it the running mean"),
                Self.mode,
            ]
        case .eDetector:
            [
                DetectorParameter(
                    "baseline",
                    nil,
                    Self.probability,
                    "what the mean is at most without a change",
                    isRequired: true
                ),
                DetectorParameter(
                    "average_run_length",
                    10_000,
                    .closed(1, 1e15),
                    "how many numbers come between false alarms, at least on average"
                ),
            ]
        }
    }
}
