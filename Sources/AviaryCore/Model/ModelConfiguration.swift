/// How a model is to be served: what its `model.yaml` says, or the defaults.
public struct ModelConfiguration: Sendable, Hashable {
    /// What the model is for, in words for a person.
    public var description: String?
    /// Which versions are served.
    public var versionPolicy: VersionPolicy = .latest(1)
    /// How many runs of one version may go on at the same time on the model's own threads, 1...256.
    public var instances = 1
    /// The threads that one run may use inside an operator, 1...256.
    public var intraOpThreads = 1
    /// Execution providers by name, in order of preference; the CPU is always the last resort.
    public var executionProviders: [String] = []
    /// Whether and how requests are run together.
    public var batching: Batching = .automatic
    /// The requests that may wait before the next one is refused, 1...65536.
    public var queueSize = 256
    /// How long a request may take when it does not say so itself; `nil` leaves it to the server.
    public var defaultDeadline: Duration?
    /// What to run before the model is ready.
    public var warmUp: [WarmUp] = []
    /// Names of an output's classes, by the output's name.
    public var labels: [String: [String]] = [:]
    /// What inputs hold, by the input's name; the signature and the first requests tell it of those that are not here.
    public var content: [String: InputContent] = [:]
    /// How pictures become inputs and outputs boxes; `nil` where the signature alone tells whether this is a detector.
    public var detection: DetectionConfiguration?

    /// The defaults.
    public init() {}

    /// Which of the versions in the repository are served.
    public enum VersionPolicy: Sendable, Hashable {
        /// The highest numbers, at most so many.
        case latest(Int)
        /// Exactly these.
        case specific([VersionNumber])
        /// Every one.
        case all
    }

    /// Whether requests are run together.
    public enum Batching: Sendable, Hashable {
        /// On with ``BatchLimits/init()`` where the first dimension of every tensor is free and a check at load shows that
        /// rows do not influence each other; off otherwise.
        case automatic
        /// Never.
        case off
        /// Always, within limits.
        case on(BatchLimits)
    }

    /// How many rows are run together, and how long the first of them waits.
    public struct BatchLimits: Sendable, Hashable {
        /// The most rows in one run, 2...65536.
        public var maxBatchSize = 32
        /// Sizes at which a batch is run without waiting for more, ascending, each at most ``maxBatchSize``.
        public var preferredBatchSizes: [Int] = []
        /// How long the oldest request may wait for others; zero takes only those that are already there.
        public var maxDelay: Duration = .zero

        /// At most 32 rows, no delay.
        public init() {}
    }

    /// One request that is run before a version is ready.
    public struct WarmUp: Sendable, Hashable {
        /// How often it is run, 1...1000.
        public var count = 1
        /// The shape of each input that has a free dimension; 1 for those not named.
        public var shapes: [String: [Int]] = [:]
        /// What the inputs are filled with.
        public var fill: Fill = .zeros

        /// One run with zeros.
        public init() {}

        /// What an input is filled with.
        public enum Fill: Sendable, Hashable {
            /// Zeros, `false`, or empty strings.
            case zeros
            /// Numbers from 0 to 1 (integers from 0 to 9) by a fixed seed.
            case random
        }
    }
}
