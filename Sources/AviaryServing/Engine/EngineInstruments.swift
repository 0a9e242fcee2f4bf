package import AviaryCore
internal import Metrics

/// What one engine tells `/metrics`; made once, so that nothing is looked up when a request passes.
package struct EngineInstruments: Sendable {
    private let queueTime: Metrics.Timer
    private let runTime: Metrics.Timer
    private let batchRows: Metrics.Recorder

    /// Makes the instruments of one version.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - version: the version.
    package init(model: ModelName, version: VersionNumber) {
        let labels = [("model", model.rawValue), ("version", version.description)]
        self.queueTime = Timer(label: "aviary_queue_duration_seconds", dimensions: labels)
        self.runTime = Timer(label: "aviary_run_duration_seconds", dimensions: labels)
        self.batchRows = Metrics.Recorder(label: "aviary_batch_rows", dimensions: labels)
    }

    /// Counts one run.
    ///
    /// - Parameter timings: for each of its requests, where the time went; at least one.
    func record(_ timings: [Timing]) {
        for timing in timings { self.queueTime.recordNanoseconds(Int64(clamping: timing.queue)) }
        if let first = timings.first {
            self.runTime.recordNanoseconds(Int64(clamping: first.infer))
            self.batchRows.record(Int64(first.batchRows))
        }
    }
}
