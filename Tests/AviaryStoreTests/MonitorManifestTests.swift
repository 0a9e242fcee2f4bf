import AviaryControl
import AviaryCore
import AviaryStore
import AviaryTesting
import Testing

/// What is watched, and who is told, as people write it.
struct MonitorManifestTests {
    private static func monitors(_ text: String) throws -> [MonitorSpecification] {
        let head = "apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: fraud}\nspec:\n  monitors:\n"
        let documents = try ManifestText.parse(head + text, file: "a.yaml")
        guard case .endpoint(let endpoint)? = documents.first else { return [] }
        return endpoint.monitors
    }

    private static func notifier(_ spec: String) throws -> NotifierSpecification? {
        let head = "apiVersion: aviary/v1\nkind: Notifier\nmetadata: {name: on-call}\nspec: "
        guard case .notifier(let notifier)? = try ManifestText.parse(head + spec, file: "a.yaml").first else {
            return nil
        }
        return notifier
    }

    @Test func `monitors are read as they are meant`() throws {
        let monitors = try Self.monitors(
            """
                - { measure: input.missing, above: 5 %, for: 5m, severity: critical }
                - { measure: system.latency, quantile: p99, above: 250ms, window: 1m }
                - { measure: input.value, feature: age, awayFromReference: 20 %, keepFiring: 10m, segment: country }
                - { measure: prediction.class, share: cat, falseAlarms: 2 per 12h, name: cats }
                - { drift: inputs, reference: version, falseAlarms: 1 per month }
                - { drift: concept, reference: {first: 500}, window: 200 }
                - { absence: 10m }

            """
        )
        let expected = [
            MonitorSpecification(
                name: "input.missing",
                subject: .measure(MeasureKey(.missing), .mean, .above(0.05)),
                pending: .seconds(300),
                severity: .critical
            ),
            MonitorSpecification(
                name: "system.latency at 0.99",
                subject: .measure(MeasureKey(.latency), .quantile(0.99), .above(0.25)),
                window: .seconds(60)
            ),
            MonitorSpecification(
                name: "input.value of age",
                subject: .measure(MeasureKey(.value, of: "age"), .mean, .awayFromReference(by: 0.2)),
                segment: "country",
                keepFiring: .seconds(600)
            ),
            MonitorSpecification(
                name: "cats",
                subject: .measure(
                    MeasureKey(.label),
                    .share(of: "cat"),
                    .learned(.init(count: 2, per: .seconds(12 * 3600)))
                )
            ),
            MonitorSpecification(name: "drift of inputs", subject: .drift(.init(.inputs))),
            MonitorSpecification(
                name: "drift of concept",
                subject: .drift(.init(.concept, reference: .first(500), window: 200))
            ),
            MonitorSpecification(name: "absence", subject: .absence(.seconds(600))),
        ]
        for (monitor, wanted) in zip(monitors, expected) { #expect(monitor == wanted) }
        #expect(monitors.count == expected.count)
    }

    @Test(arguments: [
        (
            "measure: input.mising, above: 1",
            "[0].measure: unknown measure 'input.mising'; did you mean 'input.missing'?"
        ),
        (
            "measure: input.missing",
            "[0]: a measure is held against one of above, below, awayFromReference, falseAlarms"
        ),
        ("measure: input.missing, above: 1, below: 0", "[0]: a measure is held against one of above, below"),
        ("measure: input.missing, above: lots", "[0].above: expected a fraction such as 0.005"),
        ("measure: input.missing, above: 5m", "[0].above: expected a fraction such as 0.005"),
        (
            "measure: input.missing, quantile: p99, above: 1",
            "[0].quantile: expected none: 'input.missing' is no number"
        ),
        ("measure: system.latency, quantile: p100, above: 1", "[0].quantile: expected a quantile such as p99"),
        ("measure: prediction.class, above: 1", "[0].share: is missing; say the share of which word is watched"),
        ("measure: input.value, share: a, above: 1", "[0].share: expected none: 'input.value' has no words"),
        ("measure: input.value, awayFromReference: 0", "[0].awayFromReference: expected a share above 0"),
        ("measure: input.value, below: 0, abov: 0", "[0].abov: unknown key; did you mean 'above'?"),
        ("measure: input.value, drift: inputs", "[0]: a monitor has one of measure, drift, absence"),
        ("drift: input", "[0].drift: unknown word 'input'; did you mean 'inputs'?"),
        ("drift: inputs, reference: past", "[0].reference: expected version, {first: 1000} or"),
        ("drift: inputs, reference: {from: now, to: then}", "[0].reference.from: expected a time such as"),
        (
            "drift: inputs, falseAlarms: 1",
            "[0].falseAlarms: expected a number of 0.001 to 1000 in a time, such as 1 per"
        ),
        ("drift: inputs, falseAlarms: -1 per day", "[0].falseAlarms: expected a number"),
        ("drift: inputs, window: 5m", "[0].window: expected a whole number from 10 to"),
        ("absence: 0s", "[0].absence: expected a duration such as"),
        ("absence: 5m, severity: dire", "[0].severity: unknown word 'dire'; known are info, warning, critical"),
        ("absence: 5m, for: never", "[0].for: expected a duration such as"),
        ("absence: 5m}, {absence: 6m", ": two have the name 'absence'; give one of them another with 'name'"),
    ])
    func `what is wrong with a monitor is named`(monitor: String, problem: String) {
        let text = "    - {\(monitor.replacing("}, {", with: "}\n    - {"))}\n"
        let error = #expect(throws: ManifestError.self) { try Self.monitors(text) }
        let said = error?.description ?? ""
        #expect(said.split(separator: " ", maxSplits: 1).last?.hasPrefix("spec.monitors\(problem)") == true, "\(said)")
        #expect(error?.problems.count == 1)
    }

    @Test func `notifiers are read as they are meant`() throws {
        let all = MonitorSpecification.Severity.allCases
        let cases: [(String, NotifierSpecification)] = [
            (
                "{webhook: {url: 'http://a', timeout: 2s}}",
                .init(name: "on-call", way: .webhook(url: "http://a"), timeout: .seconds(2))
            ),
            (
                "{alertmanager: {url: 'http://a:9093'}, severities: [critical]}",
                .init(name: "on-call", way: .alertmanager(url: "http://a:9093"), severities: [.critical])
            ),
            (
                "{command: [/bin/page, now], events: [alerts]}",
                .init(
                    name: "on-call",
                    way: .command(arguments: ["/bin/page", "now"]),
                    severities: all,
                    topics: [.alerts]
                )
            ),
            (
                "{command: {run: [page], timeout: 30s}}",
                .init(name: "on-call", way: .command(arguments: ["page"]), timeout: .seconds(30))
            ),
            (
                "{log: true, severities: [warning, info]}",
                .init(name: "on-call", way: .log, severities: [.info, .warning])
            ),
        ]
        for (text, wanted) in cases { #expect(try Self.notifier(text) == wanted, "\(text)") }
    }

    @Test(arguments: [
        ("{}", "spec: expected one of webhook, alertmanager, command, log"),
        ("{log: true, command: [a]}", "spec: expected one of webhook, alertmanager, command, log"),
        ("{log: false}", "spec.log: expected true, got 'false'"),
        ("{command: []}", "spec.command: a program and at most 63 arguments"),
        ("{command: page}", "spec.command: expected a list such as"),
        ("{alertmanager: {url: nowhere}}", "spec.alertmanager.url: an address such as"),
        ("{log: true, severities: []}", "spec.severities: expected one at least of info, warning, critical"),
        ("{log: true, severities: [dire]}", "spec.severities[0]: unknown word 'dire'"),
        ("{log: true, events: [alert]}", "spec.events[0]: unknown word 'alert'; did you mean 'alerts'?"),
        ("{alertmanager: {url: 'http://a'}, events: [rollouts]}", "spec.events: Alertmanager takes alerts only"),
        ("{webhok: {}}", "spec.webhok: unknown key; did you mean 'webhook'?"),
    ])
    func `what is wrong with a notifier is named`(spec: String, problem: String) {
        let error = #expect(throws: ManifestError.self) { try Self.notifier(spec) }
        #expect(error?.description.hasPrefix("a.yaml:4: \(problem)") == true, "\(error?.description ?? "")")
    }
}
