import Testing

@testable import AviaryServer

@Suite struct ProcessMetricsTests {
    @Test func `this process is described`() throws {
        let registry = PrometheusRegistry()
        let process = ProcessMetrics()
        registry.collect { process.collect() }
        let page = try PrometheusTextParser(registry.render())
        for name in [
            "process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes",
            "process_open_fds", "process_max_fds", "process_start_time_seconds", "process_threads",
        ] {
            #expect(try #require(page.value(name)) > 0, "\(name)")
        }
        #expect(page.types["process_cpu_seconds_total"] == "counter")
        let resident = try #require(page.value("process_resident_memory_bytes"))
        #expect(try #require(page.value("process_virtual_memory_bytes")) >= resident)
    }

    @Test func `a program's name may look like fields`() {
        let line = "7 (a) R 1 (b) S 1 7 7 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 9 0 1234 5678 42 18446744073709551615 1 1"
        let stat = ProcessMetrics.Stat(parsing: line)
        #expect(stat?.threads == 9)
        #expect(stat?.startTicks == 1234)
        #expect(stat?.virtualBytes == 5678)
        #expect(stat?.residentPages == 42)
    }

    @Test(arguments: ["", "7 (a", "7 (a) R 1", "7 (a) R 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 x 18 19 20 21 22"])
    func `a line that is not one gives nothing`(line: String) { #expect(ProcessMetrics.Stat(parsing: line) == nil) }

    @Test func `the time of boot is found among other lines`() {
        #expect(ProcessMetrics.bootTime(in: "cpu 1 2\nbtime 1700000000\nprocesses 3\n") == 1_700_000_000)
        #expect(ProcessMetrics.bootTime(in: "cpu 1 2\n") == nil)
        #expect(ProcessMetrics.bootTime(in: nil) == nil)
    }
}
