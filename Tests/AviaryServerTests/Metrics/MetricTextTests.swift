import CoreMetrics
import Metrics
import Testing

@testable import AviaryServer

@Suite struct MetricTextTests {
    @Test(arguments: [
        ("http.server.requests", "http_server_requests"), ("a:b", "a:b"), ("9lives", "_9lives"), ("", "_"),
        ("größe", "gr__e"), ("x y\nz\"{}", "x_y_z___"), ("fine_1", "fine_1"),
    ])
    func `metric names become what Prometheus takes`(label: String, name: String) {
        #expect(MetricText.metricName(label) == name)
    }

    @Test(arguments: [("a:b", "a_b"), ("__name__", "_name__"), ("_a", "_a"), ("1", "_1"), ("le", "le")])
    func `label names become what Prometheus takes`(dimension: String, name: String) {
        #expect(MetricText.labelName(dimension) == name)
    }

    @Test func `labels are sorted, and of two with the same name the first counts`() {
        #expect(MetricText.labels([("b", "2"), ("a.b", "x"), ("a-b", "y")]) == #"a_b="x",b="2""#)
        #expect(MetricText.labels([]).isEmpty)
    }

    @Test func `a dimension called le does not fight with the buckets`() throws {
        let registry = PrometheusRegistry()
        Recorder(label: "r", dimensions: [("le", "x")], factory: registry).record(1)
        let page = try PrometheusTextParser(registry.render())
        #expect(page.value("r_bucket", ["exported_le": "x", "le": "1"]) == 1)
    }

    @Test(arguments: ["a\"b", "a\\b", "a\nb", "\\n", "\"", "\\\\\"\n\n", "ü 😀", "{model=\"x\"} 5", "\u{0}\u{7f}", ""])
    func `any label value comes back from the text as it was`(value: String) throws {
        let registry = PrometheusRegistry()
        Counter(label: "c", dimensions: [("l", value)], factory: registry).increment()
        #expect(try PrometheusTextParser(registry.render()).value("c", ["l": value]) == 1)
    }

    @Test(arguments: [
        (0.0, "0"), (-0.5, "-0.5"), (1e15, "1000000000000000"), (1e16, "1e+16"), (123_456_789, "123456789"),
        (0.00025, "0.00025"), (5e-06, "5e-06"),
        (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (0.1, "0.1"),
    ])
    func `numbers are short and exact`(value: Double, text: String) { #expect(MetricText.number(value) == text) }
}
