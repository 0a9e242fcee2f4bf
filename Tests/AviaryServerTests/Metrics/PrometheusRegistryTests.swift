import CoreMetrics
import Metrics
import Testing

@testable import AviaryServer

@Suite struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry(
        catalogue: MetricCatalogue([
            "requests_total": .init("Requests, by \"model\"\nand \\ reason."),
            "rows": .init("Rows.", buckets: MetricBuckets([1, 2, 4])),
            "run_seconds": .init("Runs.", buckets: MetricBuckets([0.001, 0.1])),
        ])
    )

    @Test func `the whole text is as the format has it`() {
        let requests = Counter(
            label: "requests_total",
            dimensions: [("model", "iris"), ("code", "200")],
            factory: self.registry
        )
        requests.increment(by: 3)
        Counter(label: "requests_total", dimensions: [("model", "digits")], factory: self.registry).increment()
        Meter(label: "depth", factory: self.registry).set(2.5)
        let rows = Recorder(label: "rows", factory: self.registry)
        for value in [1, 2, 3, 9] { rows.record(value) }
        let run = Metrics.Timer(label: "run", dimensions: [("model", "iris")], factory: self.registry)
        run.recordNanoseconds(1_000_000)
        run.recordNanoseconds(1_000_001)
        run.recordSeconds(2)
        #expect(
            self.registry.render() == """
                # HELP depth Reported as depth.
                # TYPE depth gauge
                depth 2.5
                # HELP requests_total Requests, by "model"\\nand \\\\ reason.
                # TYPE requests_total counter
                requests_total{code="200",model="iris"} 3
                requests_total{model="digits"} 1
                # HELP rows Rows.
                # TYPE rows histogram
                rows_bucket{le="1"} 1
                rows_bucket{le="2"} 2
                rows_bucket{le="4"} 3
                rows_bucket{le="+Inf"} 4
                rows_sum 15
                rows_count 4
                # HELP run_seconds Runs.
                # TYPE run_seconds histogram
                run_seconds_bucket{model="iris",le="0.001"} 1
                run_seconds_bucket{model="iris",le="0.1"} 2
                run_seconds_bucket{model="iris",le="+Inf"} 3
                run_seconds_sum{model="iris"} 2.002000001
                run_seconds_count{model="iris"} 3

                """
        )
    }

    @Test func `a counter is found by its labels in any order, and counts nothing where there is none`() {
        let labels = [("model", "iris"), ("code", "429")]
        let counter = Counter(label: "requests_total", dimensions: labels, factory: self.registry)
        counter.increment(by: 7)
        #expect(self.registry.count(of: "requests_total", dimensions: labels.reversed()) == 7)
        #expect(self.registry.count(of: "requests_total", dimensions: []) == 0)
        Meter(label: "depth", factory: self.registry).set(2.5)
        #expect(self.registry.count(of: "depth", dimensions: []) == 0)
    }

    @Test func `an empty registry is an empty text`() { #expect(self.registry.render().isEmpty) }

    @Test func `the same name and labels are one series, in whatever order the labels come`() throws {
        let first = Counter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: self.registry)
        let second = Counter(label: "c", dimensions: [("b", "2"), ("a", "1")], factory: self.registry)
        first.increment()
        second.increment()
        #expect(try self.parsed().value("c", ["a": "1", "b": "2"]) == 2)
    }

    @Test func `a series goes with the last of its holders`() throws {
        let first = Counter(label: "c", dimensions: [("a", "1")], factory: self.registry)
        let second = Counter(label: "c", dimensions: [("a", "1")], factory: self.registry)
        first.increment()
        first.destroy()
        #expect(try self.parsed().value("c", ["a": "1"]) == 1)
        second.destroy()
        #expect(self.registry.render().isEmpty)
        second.increment()
        #expect(self.registry.render().isEmpty)
        Counter(label: "c", dimensions: [("a", "1")], factory: self.registry).increment()
        #expect(try self.parsed().value("c", ["a": "1"]) == 1)
    }

    @Test func `every kind of instrument can be destroyed`() {
        Counter(label: "a", factory: self.registry).destroy()
        FloatingPointCounter(label: "b", factory: self.registry).destroy()
        Meter(label: "c", factory: self.registry).destroy()
        Gauge(label: "d", factory: self.registry).destroy()
        Recorder(label: "e", factory: self.registry).destroy()
        Metrics.Timer(label: "f", factory: self.registry).destroy()
        #expect(self.registry.render().isEmpty)
    }

    @Test func `series beyond the limit are dropped and counted`() throws {
        var limits = PrometheusRegistry.Limits()
        limits.seriesPerMetric = 2
        limits.metrics = 3
        let registry = PrometheusRegistry(limits: limits)
        for user in 0..<5 { Counter(label: "c", dimensions: [("user", "\(user)")], factory: registry).increment() }
        for name in ["d", "e", "f", "g"] { Counter(label: name, factory: registry).increment() }
        let page = try PrometheusTextParser(registry.render())
        #expect(page.samples.count { $0.name == "c" } == 2)
        let dropped = "aviary_metrics_dropped_total"
        #expect(page.value(dropped, ["metric": "c", "reason": "series_limit"]) == 3)
        #expect(page.value(dropped, ["metric": "", "reason": "metric_limit"]) == 2)
        #expect(page.types["g"] == nil)
    }

    @Test func `a name keeps the kind that it had first`() throws {
        Counter(label: "x", factory: self.registry).increment()
        Meter(label: "x", factory: self.registry).set(7)
        FloatingPointCounter(label: "x", factory: self.registry).increment(by: 7)
        let page = try self.parsed()
        #expect(page.value("x") == 1)
        #expect(page.value("aviary_metrics_dropped_total", ["metric": "x", "reason": "kind"]) == 2)
    }

    @Test func `counters never fall and gauges do`() throws {
        let counter = Counter(label: "counter", factory: self.registry)
        counter.increment(by: 5)
        counter.increment(by: -3)
        let fractions = FloatingPointCounter(label: "fractions", factory: self.registry)
        for amount in [0.5, -1, .nan, .infinity, 0.25] { fractions.increment(by: amount) }
        let meter = Meter(label: "meter", factory: self.registry)
        meter.set(5)
        meter.decrement(by: 7.5)
        let gauge = Gauge(label: "gauge", factory: self.registry)
        gauge.record(1)
        gauge.record(-4)
        let page = try self.parsed()
        #expect(page.value("counter") == 5)
        #expect(page.value("fractions") == 0.75)
        #expect(page.value("meter") == -2.5)
        #expect(page.value("gauge") == -4)
        counter.reset()
        fractions.reset()
        #expect(try self.parsed().value("counter") == 0)
        #expect(try self.parsed().value("fractions") == 0)
    }

    @Test func `what a histogram cannot count leaves it as it was`() throws {
        let rows = Recorder(label: "rows", factory: self.registry)
        for value in [Double.nan, .infinity, -.infinity, 4] { rows.record(value) }
        Metrics.Timer(label: "run", factory: self.registry).recordNanoseconds(-5)
        let page = try self.parsed()
        #expect(page.value("rows_count") == 1)
        #expect(page.value("rows_sum") == 4)
        #expect(page.value("run_seconds_bucket", ["le": "0.001"]) == 1)
        #expect(page.value("run_seconds_sum") == 0)
    }

    @Test(arguments: [MetricBuckets.latency, .fineLatency, .batchSizes, .sizes])
    func `a value equal to a bound lies below it, and the next one above`(buckets: MetricBuckets) throws {
        let catalogue = MetricCatalogue(["v": .init("", buckets: buckets), "t_seconds": .init("", buckets: buckets)])
        for (index, bound) in buckets.bounds.enumerated() {
            let registry = PrometheusRegistry(catalogue: catalogue)
            let recorder = Recorder(label: "v", factory: registry)
            let timer = Metrics.Timer(label: "t", factory: registry)
            for value in [bound, bound.nextUp] { recorder.record(value) }
            let nanoseconds = buckets.nanoseconds[index]
            for duration in [nanoseconds, nanoseconds + 1] { timer.recordNanoseconds(duration) }
            let page = try PrometheusTextParser(registry.render())
            for name in ["v", "t_seconds"] {
                let counts = page.samples.filter { $0.name == "\(name)_bucket" }.map(\.value)
                let expected = (0...buckets.bounds.count).map { $0 < index ? 0.0 : $0 == index ? 1 : 2 }
                #expect(counts == expected)
                #expect(page.value("\(name)_count") == 2)
                #expect(page.value("\(name)_bucket", ["le": "+Inf"]) == 2)
            }
        }
    }

    @Test func `no addition is lost when many tasks record at once`() async throws {
        let (tasks, times) = (16, 2000)
        let registry = self.registry
        await withTaskGroup { group in
            for task in 0..<tasks {
                group.addTask {
                    for time in 0..<times {
                        let labels = [("shard", "\(time % 3)")]
                        Counter(label: "c", dimensions: labels, factory: registry).increment()
                        FloatingPointCounter(label: "f", factory: registry).increment(by: 0.5)
                        Meter(label: "m", factory: registry).increment()
                        Recorder(label: "rows", factory: registry).record(time % 5)
                        Metrics.Timer(label: "run", factory: registry).recordNanoseconds(task * 1_000_000)
                        if time % 500 == 0 { _ = registry.render() }
                    }
                }
            }
        }
        let page = try self.parsed()
        let total = Double(tasks * times)
        #expect((0..<3).compactMap { page.value("c", ["shard": "\($0)"]) }.reduce(0, +) == total)
        #expect(page.value("f") == total / 2)
        #expect(page.value("m") == total)
        #expect(page.value("rows_count") == total)
        #expect(page.value("rows_sum") == total * 2)
        #expect(page.value("rows_bucket", ["le": "1"]) == total * 2 / 5)
        #expect(page.value("run_seconds_count") == total)
        #expect(page.value("run_seconds_bucket", ["le": "0.001"]) == Double(2 * times))
    }

    @Test func `collected metrics are asked for at each rendering and never shadow the registry's`() throws {
        self.registry.collect {
            [
                CollectedMetric(
                    "ready",
                    .gauge,
                    help: "Ready.",
                    samples: [.init(0, labels: [("model", "wine")]), .init(1, labels: [("model", "iris")])]
                ),
                CollectedMetric("c", .counter, help: "shadow", value: 99),
                CollectedMetric("none", .counter, help: "no samples", samples: []),
            ]
        }
        Counter(label: "c", factory: self.registry).increment()
        let page = try self.parsed()
        #expect(page.value("c") == 1)
        #expect(page.value("ready", ["model": "iris"]) == 1)
        #expect(page.value("ready", ["model": "wine"]) == 0)
        #expect(page.types["none"] == nil)
    }

    private func parsed() throws -> PrometheusTextParser { try PrometheusTextParser(self.registry.render()) }
}
