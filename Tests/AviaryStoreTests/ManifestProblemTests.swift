import AviaryControl
import AviaryCore
import AviaryStore
import Testing

/// Every mistake is named with its file, line and key.
struct ManifestProblemTests {
    private static func problems(_ text: String) -> String? {
        let error = #expect(throws: ManifestError.self) { try ManifestText.parse(text, file: "a.yaml") }
        return error?.description
    }

    private static let head = "apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: fraud}\n"

    @Test(arguments: [
        ("", "a.yaml: there is nothing in it"),
        ("# words\n---\n", "a.yaml: there is nothing in it"),
        ("words", "a.yaml:1: expected a document with apiVersion, kind, metadata and spec, got 'words'"),
        ("kind: Endpoint\nmetadata: {name: a}", "a.yaml:1: apiVersion: is missing"),
        ("apiVersion: v1\nkind: Endpoint\nmetadata: {name: a}", "a.yaml:1: apiVersion: expected 'aviary/v1', got 'v1'"),
        ("apiVersion: aviary/v1\nmetadata: {name: a}", "a.yaml:1: kind: is missing"),
        ("apiVersion: aviary/v1\nkind: endpont", "a.yaml:2: kind: unknown kind 'endpont'; did you mean 'Endpoint'?"),
        ("apiVersion: aviary/v1\nkind: Pipeline", "a.yaml:2: kind: a Pipeline is not offered yet"),
        ("apiVersion: aviary/v1\nkind: Endpoint", "a.yaml:1: metadata: is missing"),
        ("apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {}", "a.yaml:3: metadata.name: is missing"),
        (
            "apiVersion: aviary/v1\nkind: Endpoint\nmetadata: {name: a/b}",
            "a.yaml:3: metadata.name: expected 1 to 128 letters, digits, '.', '_', '-' or blanks"
        ),
        (head + "sepc: {}", "a.yaml:4: sepc: unknown key; did you mean 'spec'?"),
        (head + "---\n" + head, "a.yaml:7: metadata.name: another Endpoint in this file has the name 'fraud'"),
        ("a: [1", "a.yaml:2: not YAML: column 1: while parsing a flow sequence: did not find expected ',' or ']'"),
        ("a: 1\na: 2", "a.yaml:1: 'a' occurs more than once in one mapping"),
        (
            "a: &x 1\nb: *x",
            "a.yaml:2: anchors and aliases (&name, *name) are not accepted in a manifest; write the value out, or put "
                + "the text that holds these characters in other words"
        ),
        (
            "apiVersion: aviary/v1\nkind: Notifier\nmetadata: {name: a}\nspec:\n  webhook: {url: 'ftp://x', timeout: 0s}",
            "a.yaml:5: spec.webhook.url: an address such as http://127.0.0.1:9090/path is expected, got 'ftp://x'\n"
                + "a.yaml:5: spec.webhook.timeout: expected a duration such as 500us, 2ms or 30s, from 1ms to 1m, got '0s'"
        ),
        (
            "apiVersion: aviary/v1\nkind: Notifier\nmetadata: {name: a}\nspec: {alertmanager: {}}",
            "a.yaml:4: spec.alertmanager.url: is missing"
        ),
    ])
    func `in a document`(text: String, problem: String) { #expect(Self.problems(text) == problem) }

    @Test(arguments: [
        ("stabel: 3", "stabel: unknown key; did you mean 'stable'?"),
        ("automation: {}", "automation: is not offered yet"),
        ("stable: newest", "stable: expected a version's number such as \"3\", got 'newest'"),
        ("stable: 03", "stable: expected a version's number such as \"3\", got '03'"),
        ("model: [a]", "model: expected text, got a list"),
        (
            "routing: {key: user}",
            "routing.key: expected random, {header: NAME}, {cookie: NAME}, {claim: NAME} or {parameter: NAME}, got 'user'"
        ),
        (
            "routing: {key: {header: a, cookie: b}}",
            "routing.key: expected random, {header: NAME}, {cookie: NAME}, {claim: NAME} or {parameter: NAME}, one of "
                + "them"
        ),
        (
            "routing: {key: {header: 'a b'}}",
            "routing.key.header: expected a name of at most 128 letters, digits and signs such as '-', got the text 'a b'"
        ),
        ("routing: {key: {heder: a}}", "routing.key.heder: unknown key; did you mean 'header'?"),
        (
            "routing: {fallback: candidate}",
            "routing.fallback: expected stable, none or {deadlineShare: 50 %}, got 'candidate'"
        ),
        (
            "routing: {fallback: {deadlineShare: 0}}",
            "routing.fallback.deadlineShare: a candidate needs some of a request's time"
        ),
        ("experiment: {\"5\": 101 %}", "experiment.5: a weight is of 0...100 %, got '101 %'"),
        (
            "experiment: {\"5\": half}",
            "experiment.5: a weight is a fraction such as 0.05 or per cents such as 5 %, got 'half'"
        ),
        ("experiment: {five: 1 %}", "experiment.five: expected a version's number such as \"5\" as the key"),
        (
            "experiment: {\"5\": 60 %, \"6\": 60 %}",
            "experiment: the shares come to 120.0 %, and there are 100 %"
        ),
        ("shadows: {\"5\": 1 %, 5: 1 %}", "shadows: version 5 is named twice"),
        ("log: {keep: 3}", "log.keep: unknown key"),
        ("log: {sample: 200 %}", "log.sample: a weight is of 0...100 %"),
        ("log: {maxBody: 3 apples}", "log.maxBody: expected a size in B, KiB, MiB or GiB such as 64KiB, got"),
        ("log: {keepFor: 1s}", "log.keepFor: expected a duration such as"),
        ("log: {fields: {email: encrypt}}", "log.fields.email: expected keep, hash, mask or drop, got 'encrypt'"),
        ("log: {subject: user}", "log.subject: expected key, {parameter: NAME} or {input: NAME}, got 'user'"),
        ("agreement: {y: near}", "agreement.y: expected label, exact, ignored, {tolerance:"),
        ("agreement: {y: {topK: {count: 0, atLeast: 1}}}", "agreement.y.topK.count: expected a whole number from 1 to"),
        ("agreement: {y: {boxes: {overlap: 1.5, atLeast: 1}}}", "agreement.y.boxes.overlap: expected a share of 0...1"),
        (
            "agreement: {y: {tolerance: {absolute: -1, relative: 0}}}",
            "agreement.y.tolerance.absolute: expected a number"
        ),
        ("agreement: {y: {text: {}}}", "agreement.y.text.atMost: is missing"),
        ("stable: 4\n  rollout: {candidate: 4}", "rollout: version 4 is stable already"),
    ])
    func `in an endpoint`(spec: String, problem: String) {
        let problems = Self.problems(Self.head + "spec:\n  " + spec) ?? ""
        let line = problem.hasPrefix("rollout") ? 6 : 5
        #expect(problems.hasPrefix("a.yaml:\(line): spec.\(problem)"), "\(problems)")
        #expect(!problems.contains("\n"))
    }

    @Test(arguments: [
        ("strategy: canary", "a.yaml:1: candidate: is missing"),
        ("candidate: 4\nstrategy: canray", "a.yaml:2: strategy: unknown strategy 'canray'; did you mean 'canary'?"),
        (
            "candidate: 4\nstrategy: canary\nsteps: [switch]",
            "a.yaml:2: strategy: the steps are given, or a strategy that names them, not both"
        ),
        ("candidate: 4\nsteps: []", "a.yaml:2: steps: a rollout has at least one step"),
        ("candidate: 4\nsteps: [swtich]", "a.yaml:2: steps[0]: unknown step 'swtich'; did you mean 'switch'?"),
        (
            "candidate: 4\nsteps: [mirror]",
            "a.yaml:2: steps[0]: expected a step such as {setWeight: 5 %}, {pause: 10m}, analysis or switch, got 'mirror'"
        ),
        ("candidate: 4\nsteps:\n- {bake: 5m}\n- {bake: 0s}", "a.yaml:4: steps[1].bake: expected a duration such as"),
        ("candidate: 4\nsteps:\n- switch: 5 %", "a.yaml:3: steps[0].switch: expected nothing but its name, got '5 %'"),
        ("candidate: 4\nsteps:\n- setWeight: 5", "a.yaml:3: steps[0].setWeight: a weight is of 0...100 %, got '5'"),
        (
            "candidate: 4\nsteps:\n- setWeight: 5 %\n- setWeight: 5 %",
            "a.yaml:4: steps[1].setWeight: the weight rises from step to step, it was 5 % and would be 5 %; to take"
        ),
        (
            "candidate: 4\nsteps:\n- mirror: 20 %\n- analysis:\n    metrics:\n    - name: slower-than",
            "a.yaml:6: steps[1].analysis.metrics[0]: 'slower-than' is measured on requests that the candidate answers"
        ),
        (
            "candidate: 4\nsteps:\n- setWeight: 20 %\n- analysis: {metrics: [{name: disagreement}]}",
            "a.yaml:4: steps[1].analysis.metrics[0]: 'disagreement' is measured on copies of requests"
        ),
        (
            "candidate: 4\nsteps:\n- setWeight: 20 %\n- analysis\nanalysis:\n  metrics:\n  - name: error-rate\n"
                + "  - name: disagreement",
            "a.yaml:8: analysis.metrics[1]: the steps have no analysis that can measure 'disagreement'; disagreement takes"
        ),
        (
            "candidate: 4\nstrategy: shadow\nanalysis: {metrics: [{name: error-rate}, {name: slower-than}]}",
            "a.yaml:3: analysis.metrics[1]: the steps of 'shadow' have no analysis that can measure 'slower-than'"
        ),
        (
            "candidate: 4\nstrategy: blue-green\nanalysis: {min: 5}",
            "a.yaml:3: analysis: the steps of 'blue-green' have no"
        ),
        (
            "candidate: 4\nanalysis:\n  metrics: [{name: slower-than}]",
            "a.yaml:3: analysis.metrics: steps[1] of 'progressive': there is nothing to judge the candidate by"
        ),
        (
            "candidate: 4\nprogressDeadline: 1h\nanalysis: {max: 90m}",
            "a.yaml:3: analysis.max: steps[1] of 'progressive': an analysis may take 90m, and the rollout is"
        ),
        ("candidate: 4\nanalysis:\n  alpha: 0.5", "a.yaml:3: analysis.alpha: a probability above 0 and below 0.5"),
        ("candidate: 4\nanalysis:\n  min: -1", "a.yaml:3: analysis.min: expected a whole number from 0 to 1000000000"),
        ("candidate: 4\nanalysis:\n  max: 1m\n  minTime: 2m", "a.yaml:3: analysis.max: an analysis ends by 1m, before"),
        ("candidate: 4\nanalysis:\n  onInconclusive: abort", "a.yaml:3: analysis.onInconclusive: unknown key"),
        ("candidate: 4\nonInconclusive: wait", "a.yaml:2: onInconclusive: expected 'pause' or 'abort' or 'promote'"),
        ("candidate: 4\nprogressDeadline: 0s", "a.yaml:2: progressDeadline: expected a duration such as"),
    ])
    func `in a rollout`(text: String, problem: String) {
        let error = #expect(throws: ManifestError.self) { try ManifestText.introduction(text, file: "a.yaml") }
        #expect(error?.description.hasPrefix(problem) == true, "\(error?.description ?? "")")
        #expect(error?.problems.count == 1)
    }

    @Test(arguments: [
        ("eror-rate", "name: unknown metric 'eror-rate'; did you mean 'error-rate'?"),
        (
            "error-rate, margin: -1 %",
            "margin: expected a fraction such as 0.005, or per cents such as 0.5 %, got '-1 %'"
        ),
        ("error-rate, margin: 1", "margin: a share from 0 up, and below 1, is expected, got 1.0"),
        ("error-rate, margin: 0x1p-3", "margin: expected a fraction"),
        ("error-rate, max: 1", "max: unknown key; known are name, as, margin"),
        ("disagreement, max: 100 %", "max: a share from 0 up, and below 1, is expected, got 1.0"),
        ("slower-than, bound: fast", "bound: expected a duration such as 250ms, or a quantile such as stable.p99"),
        ("slower-than, bound: stable.p100", "bound: a quantile is of 0.001 to 0.9999, got 1.0"),
        ("slower-than, bound: 0s", "bound: a reply is slow after more than 0s"),
        ("latency-mean", "margin: is missing; say how much slower it may be, such as 20ms"),
        ("latency-mean, margin: 0.01", "margin: expected a duration such as"),
        ("latency-quantile, margin: 20ms", "quantile: is missing"),
        ("latency-quantile, margin: 20ms, quantile: 99", "quantile: a quantile is of 0.001 to 0.9999, got 99.0"),
        ("prometheus, query: up, below: 1", "url: is missing"),
        ("prometheus, url: 'http://a', below: 1", "query: Prometheus is asked by a query, and there is none"),
        ("prometheus, url: 'http://a', query: up", "below: the value is held against 'below', 'above' or both"),
        ("webhook, url: 'http://a', query: up", "query: unknown key; known are name, as, url, below"),
        ("webhook, url: 'a:b'", "url: an address such as http://127.0.0.1:9090/path is expected, got 'a:b'"),
        ("webhook, url: 'http://a', interval: 1ms", "interval: expected a duration such as"),
        ("error-rate}, {name: error-rate", "name: another metric has the name 'error-rate'; give one of them another"),
    ])
    func `in a metric`(metric: String, problem: String) {
        let text =
            "candidate: 4\nstrategy: progressive\nanalysis:\n  metrics:\n    - {name: confidence}\n    - {name: empty-rate}\n"
        let error = #expect(throws: ManifestError.self) {
            try ManifestText.introduction(
                text.replacing("{name: empty-rate}", with: "{name: \(metric)}")
                    .replacing("}, {", with: "}\n    - {"),
                file: "a.yaml"
            )
        }
        let place =
            problem.contains("another metric") ? "a.yaml:7: analysis.metrics[2]." : "a.yaml:6: analysis.metrics[1]."
        #expect(error?.description.hasPrefix(place + problem) == true, "\(error?.description ?? "")")
        #expect(error?.problems.count == 1)
    }

    @Test func `all of them at once, in the file's order`() {
        let text = """
            apiVersion: aviary/v1
            kind: Endpoint
            metadata: {name: a, owner: []}
            spec:
              stabel: 3
              rollout:
                candidate: none
                steps:
                - setWeight: 5
                - analysis: {alpha: 2}
                - analysis: {metrics: [{name: latency-mean}]}
                analysis: {max: 1}
            ---
            kind: Notifier
            """
        #expect(
            Self.problems(text)?.split(separator: "\n").map {
                $0.prefix { $0 != " " } + $0.drop { $0 != " " }.dropFirst().prefix { $0 != " " }
            } == [
                "a.yaml:3:metadata.owner:", "a.yaml:5:spec.stabel:", "a.yaml:7:spec.rollout.candidate:",
                "a.yaml:9:spec.rollout.steps[0].setWeight:", "a.yaml:10:spec.rollout.steps[1].analysis.alpha:",
                "a.yaml:11:spec.rollout.steps[2].analysis.metrics[0].margin:", "a.yaml:12:spec.rollout.analysis.max:",
                "a.yaml:14:apiVersion:", "a.yaml:14:metadata:", "a.yaml:14:spec:",
            ]
        )
    }

    @Test func `what is too much is refused`() {
        let long = Self.problems("#" + String(repeating: " ", count: 1 << 20))
        #expect(long == "a.yaml: a manifest has at most 1048576 bytes, this one has 1048577")
        let many = Self.problems(String(repeating: "---\na: 1\n", count: 1001))
        #expect(many == "a.yaml:2002: a manifest has at most 1000 documents")
        let wrong = #expect(throws: ManifestError.self) {
            try ManifestText.parse(String(repeating: "---\na: 1\n", count: 1000), file: "a.yaml")
        }
        #expect(wrong?.problems.count == 100)
        let two = #expect(throws: ManifestError.self) { try ManifestText.introduction("a: 1\n---\na: 1", file: "body") }
        #expect(two?.description == "body: one document is expected, got 2")
    }
}
