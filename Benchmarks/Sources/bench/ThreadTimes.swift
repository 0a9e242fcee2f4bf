internal import FoundationEssentials

/// The processor time of a server's threads.
struct ThreadTimes {
    /// That of the event loops, which read, answer and send.
    var loops = Duration.zero
    /// That of all others: of those that control, and of what runs beside the requests.
    var others = Duration.zero

    /// What was taken since an earlier reading.
    static func - (later: Self, earlier: Self) -> Self {
        Self(loops: later.loops - earlier.loops, others: later.others - earlier.others)
    }
}

extension RunningServer {
    /// The processor time that the server's threads have taken so far, as the scheduler counts it.
    ///
    /// - Returns: nanoseconds, of the threads that live.
    /// - Throws: the system's error.
    func threadTimes() throws -> ThreadTimes {
        let threads = "/proc/\(self.process)/task"
        var times = ThreadTimes()
        for thread in try FileManager.default.contentsOfDirectory(atPath: threads) {
            // A thread may end between the listing and the reading. The first number is the time on a processor.
            guard let name = try? String(contentsOfFile: "\(threads)/\(thread)/comm", encoding: .utf8),
                let line = try? String(contentsOfFile: "\(threads)/\(thread)/schedstat", encoding: .utf8),
                let time = line.split(separator: " ").first.flatMap({ Int64($0) })
            else { continue }
            if name.hasPrefix("NIO-") { times.loops += .nanoseconds(time) } else { times.others += .nanoseconds(time) }
        }
        return times
    }
}
