internal import AviaryControl
internal import AviaryCore
internal import Glibc

/// What the system says of this process: processor time, memory, open files, and the machine's load.
final class SystemGauges: Sendable {
    private let metrics = ProcessMetrics()
    private let last = Locked<(seconds: Double, at: Moment)?>(nil)

    /// The present values; the processor's share is that since the last call, 1 for one core.
    func read() -> [Measure: Double] {
        var values: [String: Double] = [:]
        for metric in self.metrics.collect() { values[metric.name] = metric.samples.first?.value }
        var gauges: [Measure: Double] = [:]
        gauges[.memory] = values["process_resident_memory_bytes"]
        gauges[.openFiles] = values["process_open_fds"]
        var load = 0.0
        if unsafe getloadavg(&load, 1) == 1 { gauges[.load] = load }
        if let seconds = values["process_cpu_seconds_total"] {
            let now = Moment.now
            let before = self.last.withLock { last in
                let before = last
                last = (seconds, now)
                return before
            }
            if let before {
                let passed = Double(now.since(before.at)) / 1e9
                if passed > 0 { gauges[.processor] = (seconds - before.seconds) / passed }
            }
        }
        return gauges
    }
}
