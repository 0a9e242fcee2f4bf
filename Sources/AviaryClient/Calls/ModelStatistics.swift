internal import AviaryCore

/// What a version of a model has done since it was loaded.
public struct ModelStatistics: Sendable, Hashable {
    /// How often something was done, and how long it took in all.
    public struct Total: Sendable, Hashable {
        /// How often it was done.
        public let count: UInt64
        /// How long it took in all, in nanoseconds.
        public let nanoseconds: UInt64

        /// How long it took each time, in nanoseconds; `nil` when it was never done.
        public var meanNanoseconds: Double? {
            self.count == 0 ? nil : Double(self.nanoseconds) / Double(self.count)
        }

        init(_ json: JSONValue?) throws(AviaryError) {
            self.count = try json?.count("count") ?? 0
            self.nanoseconds = try json?.count("ns") ?? 0
        }
    }

    /// The runs of the model that had one number of rows.
    public struct Batch: Sendable, Hashable {
        /// The rows of each run.
        public let size: UInt64
        /// Putting the rows together.
        public let computeInput: Total
        /// Running the model.
        public let computeInfer: Total
        /// Taking the rows apart.
        public let computeOutput: Total

        init(_ json: JSONValue) throws(AviaryError) {
            self.size = try json.count("batch_size")
            self.computeInput = try Total(json["compute_input"])
            self.computeInfer = try Total(json["compute_infer"])
            self.computeOutput = try Total(json["compute_output"])
        }
    }

    /// The model's name.
    public let name: String
    /// The version.
    public let version: String
    /// When the last request came, in milliseconds since 1970; 0 when none did.
    public let lastInference: UInt64
    /// The rows of all requests that succeeded.
    public let inferenceCount: UInt64
    /// The runs of the model, each of one or more rows.
    public let executionCount: UInt64
    /// The requests that succeeded.
    public let success: Total
    /// The requests that failed.
    public let fail: Total
    /// Waiting for a run.
    public let queue: Total
    /// Putting inputs together.
    public let computeInput: Total
    /// Running the model.
    public let computeInfer: Total
    /// Taking outputs apart.
    public let computeOutput: Total
    /// The runs by their number of rows.
    public let batches: [Batch]

    init(_ json: JSONValue) throws(AviaryError) {
        self.name = try json.text("name")
        self.version = try json.optionalText("version") ?? ""
        self.lastInference = try json.count("last_inference")
        self.inferenceCount = try json.count("inference_count")
        self.executionCount = try json.count("execution_count")
        let totals = json["inference_stats"]
        self.success = try Total(totals?["success"])
        self.fail = try Total(totals?["fail"])
        self.queue = try Total(totals?["queue"])
        self.computeInput = try Total(totals?["compute_input"])
        self.computeInfer = try Total(totals?["compute_infer"])
        self.computeOutput = try Total(totals?["compute_output"])
        self.batches = try json.list("batch_stats").map(Batch.init)
    }
}
