internal import Glibc

/// What Linux knows about this process, under the names that Prometheus' client libraries use.
///
/// Sampled when somebody asks; what cannot be read is left out.
package struct ProcessMetrics: Sendable {
    private let startTime: Double?
    private let pageSize: Double

    /// Notes what does not change.
    package init() {
        self.pageSize = Double(sysconf(Int32(_SC_PAGESIZE)))
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        if let stat = ProcessMetrics.stat(), let boot = ProcessMetrics.bootTime(in: SmallFile.read("/proc/stat")) {
            self.startTime = boot + Double(stat.startTicks) / ticks
        } else {
            self.startTime = nil
        }
    }

    /// The present values.
    ///
    /// - Returns: a metric for each thing that could be read.
    package func collect() -> [CollectedMetric] {
        var metrics: [CollectedMetric] = []
        var time = timespec()
        if clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 {
            let seconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
            metrics.append(
                .init("process_cpu_seconds_total", .counter, help: "CPU time of user and system.", value: seconds)
            )
        }
        if let stat = ProcessMetrics.stat() {
            let resident = Double(stat.residentPages) * self.pageSize
            metrics += [
                .init("process_resident_memory_bytes", .gauge, help: "Resident memory.", value: resident),
                .init(
                    "process_virtual_memory_bytes",
                    .gauge,
                    help: "Virtual memory.",
                    value: Double(stat.virtualBytes)
                ),
                .init("process_threads", .gauge, help: "Threads of the system.", value: Double(stat.threads)),
            ]
        }
        if let open = ProcessMetrics.openFileCount() {
            metrics.append(.init("process_open_fds", .gauge, help: "Open file descriptors.", value: Double(open)))
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            let most = limit.rlim_cur == .max ? Double.infinity : Double(limit.rlim_cur)
            metrics.append(.init("process_max_fds", .gauge, help: "The most open file descriptors.", value: most))
        }
        if let startTime {
            let help = "When the process began, in seconds since 1970."
            metrics.append(.init("process_start_time_seconds", .gauge, help: help, value: startTime))
        }
        return metrics
    }

    /// The fields of `/proc/self/stat` that are shown.
    struct Stat: Equatable {
        var threads: UInt64
        var startTicks: UInt64
        var virtualBytes: UInt64
        var residentPages: UInt64

        /// Reads the one line of the file.
        ///
        /// - Parameter text: the line; the program's name in it stands in parentheses and may hold anything.
        init?(parsing text: String) {
            guard let end = text.lastIndex(of: ")") else { return nil }
            // The first field after the name is the third of proc(5).
            let fields = text[text.index(after: end)...].split(whereSeparator: \.isWhitespace)
            guard fields.count > 21, let threads = UInt64(fields[17]), let start = UInt64(fields[19]),
                let virtual = UInt64(fields[20]), let resident = UInt64(fields[21])
            else { return nil }
            (self.threads, self.startTicks) = (threads, start)
            (self.virtualBytes, self.residentPages) = (virtual, resident)
        }
    }

    /// Finds the line `btime SECONDS` of `/proc/stat`.
    static func bootTime(in text: String?) -> Double? {
        guard let line = text?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }) else { return nil }
        return Double(line.dropFirst("btime ".count))
    }

    private static func stat() -> Stat? { SmallFile.read("/proc/self/stat").flatMap { Stat(parsing: $0) } }

    private static func openFileCount() -> Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var entries = 0
        while readdir(directory) != nil { entries += 1 }
        // Not files of the process: `.`, `..`, and the directory that was opened to count.
        return max(entries - 3, 0)
    }
}
