import AviaryControl
import AviaryCore
import AviaryStore
import Testing

struct ManifestTests {
    private static func endpoint(_ text: String) throws -> EndpointSpecification {
        let documents = try ManifestText.parse(text, file: "aviary.yaml")
        guard documents.count == 1, case .endpoint(let endpoint) = documents.first else { throw Unexpected() }
        return endpoint
    }

    private struct Unexpected: Error {}

    private static let design = """
        # What the whole program is for.
        apiVersion: aviary/v1
        kind: Endpoint
        metadata: { name: fraud, owner: risk-team }
        spec:
          model: fraud-model
          stable: "3"
          routing:
            key: { header: X-User-Id }
            fallback: stable
          experiment: { "5": 30 %, 7: 0.1 }
          shadows: { "6": 10 % }
          agreement:
            score: { tolerance: { absolute: 1e-3, relative: 0.01 } }
            class: label
          log:
            sample: 10 %
            maxBody: 64KiB
            keepFor: 90d
            keepAtMost: 1 GiB
            fields: { name: drop, email: hash, "*": keep }
            subject: { parameter: user }
          rollout:
            candidate: 4
            strategy: progressive
            analysis:
              alpha: 0.01
              min: 200
              minTime: 1m
              max: 1h
              metrics:
                - { name: error-rate, margin: 0.5 % }
                - { name: slower-than, bound: stable.p99.9, margin: 0.01 }
                - { name: slower-than, as: very slow, bound: 250ms }
                - { name: disagreement, max: 0.02 }
            onInconclusive: abort
            progressDeadline: 3h
        """

    @Test func `every key of an endpoint has its effect`() throws {
        var expected = EndpointSpecification(name: try ModelName("fraud"), model: try ModelName("fraud-model"))
        expected.owner = "risk-team"
        expected.stable = VersionNumber(3)
        expected.key = .header("x-user-id")
        expected.fallback = EndpointSpecification.Fallback()
        expected.experiment = [
            EndpointSpecification.Share(version: VersionNumber(5), weight: .percent(30)),
            EndpointSpecification.Share(version: VersionNumber(7), weight: .percent(10)),
        ]
        expected.shadows = [EndpointSpecification.Share(version: VersionNumber(6), weight: .percent(10))]
        var log = LogPlan()
        log.sample = .percent(10)
        log.maxBody = 64 << 10
        log.keepFor = .seconds(90 * 86_400)
        log.fields = ["name": .drop, "email": .hash, "*": .keep]
        log.subject = .parameter("user")
        expected.log = log
        expected.agreement.rules = ["class": .label]
        expected.agreement.rules["score"] = .tolerance(absolute: 0.001, relative: 0.01)
        let analysis = AnalysisPlan(
            minimumRequests: 200,
            minimumTime: .seconds(60),
            deadline: .seconds(3600),
            metrics: [
                AnalysisMetric(name: "error-rate", measure: .errorRate, margin: 0.005),
                AnalysisMetric(name: "slower-than", measure: .slowerThan(.stableQuantile(0.999)), margin: 0.01),
                AnalysisMetric(name: "very slow", measure: .slowerThan(.absolute(.milliseconds(250))), margin: 0.05),
                AnalysisMetric(name: "disagreement", measure: .disagreement, margin: 0.02),
            ],
            alpha: 0.01
        )
        expected.rollout = EndpointSpecification.Introduction(
            candidate: VersionNumber(4),
            plan: try RolloutPlan(
                steps: Strategy.progressive.steps(analysis: analysis),
                onInconclusive: .abort,
                progressDeadline: .seconds(3 * 3600),
                strategy: .progressive
            )
        )
        let endpoint = try Self.endpoint(Self.design)
        #expect(endpoint == expected)
    }

    @Test func `what is not said has its default`() throws {
        let endpoint = try Self.endpoint(
            "{\"apiVersion\": \"aviary/v1\", \"kind\": \"Endpoint\", \"metadata\": {\"name\": \"a\"}}"
        )
        #expect(endpoint == EndpointSpecification(name: try ModelName("a"), model: try ModelName("a")))
        let plan = try ManifestText.introduction("candidate: 4", file: "body").plan
        #expect(plan == (try RolloutPlan(steps: Strategy.progressive.steps(), strategy: .progressive)))
    }

    @Test func `steps are words or mappings, and judge by what can be measured unless they say by what`() throws {
        let text = """
            {"candidate": "4", "steps": [
              {"mirror": "20 %"}, "analysis", {"setWeight": 0.05}, {"pause": {}}, {"pause": "10m"}, "pause",
              {"backgroundAnalysis": {"metrics": [{"name": "confidence"}], "min": 0}}, {"analysis": {"max": "1h"}},
              "preview", {"switch": {}}, {"bake": "90s"}],
             "analysis": {"metrics": [{"name": "disagreement"}, {"name": "error-rate"}, {"name": "fallback-rate"}]}}
            """
        let differs = AnalysisMetric(name: "disagreement", measure: .disagreement, margin: 0.05)
        let fails = AnalysisMetric(name: "error-rate", measure: .errorRate, margin: 0.01)
        let falls = AnalysisMetric(name: "fallback-rate", measure: .fallbackRate, margin: 0.01)
        let sure = AnalysisMetric(name: "confidence", measure: .confidence, margin: 0.02)
        let plan = try ManifestText.introduction(text.replacing("\"preview\",", with: ""), file: "body").plan
        #expect(
            plan.steps == [
                .mirror(.percent(20)), .analysis(AnalysisPlan(metrics: [differs, fails])), .setWeight(.percent(5)),
                .pause(nil), .pause(.seconds(600)), .pause(nil),
                .backgroundAnalysis(AnalysisPlan(minimumRequests: 0, metrics: [sure])),
                .analysis(AnalysisPlan(deadline: .seconds(3600), metrics: [differs, fails, falls])), .switch,
                .bake(.seconds(90)),
            ]
        )
        #expect(plan.strategy == nil)
        let refused = #expect(throws: ManifestError.self) { try ManifestText.introduction(text, file: "body") }
        #expect(
            refused?.description == "body:4: steps[8].preview: a preview is for a candidate without traffic, it has 5 %"
        )
    }

    @Test func `several documents are read in their order, and empty ones are none`() throws {
        let text = """
            ---
            apiVersion: aviary/v1
            kind: Notifier
            metadata: {name: on-call}
            spec: {webhook: {url: "http://127.0.0.1:9093/x"}}
            ---
            # nothing
            ---
            apiVersion: aviary/v1
            kind: Notifier
            metadata: {name: chat}
            spec: {webhook: {url: "https://example.org", timeout: 250ms}}
            ---
            apiVersion: aviary/v1
            kind: Endpoint
            metadata: {name: chat}
            ---
            """
        let documents = try ManifestText.parse(text, file: "aviary.yaml")
        let told = documents.compactMap { if case .notifier(let notifier) = $0 { notifier } else { nil } }
        #expect(documents.count == 3 && told.map(\.name) == ["on-call", "chat"])
        #expect(told.map(\.way) == [.webhook(url: "http://127.0.0.1:9093/x"), .webhook(url: "https://example.org")])
        #expect(told.map(\.timeout) == [.seconds(5), .milliseconds(250)])
    }

    @Test func `an endpoint is written in full, as people write it`() throws {
        let text = """
            apiVersion: aviary/v1
            kind: Endpoint
            metadata: {name: fraud, owner: "yes"}
            spec:
              routing: {fallback: stable}
              experiment: {"5": 0.25 %}
              agreement: {y: {topK: {count: 5, atLeast: 80 %}}}
              rollout:
                candidate: 4
                steps: [{setWeight: 5 %}, analysis, pause, {analysis: {min: 9}}]
            """
        let written = """
            apiVersion: aviary/v1
            kind: Endpoint
            metadata:
              name: fraud
              owner: "yes"
            spec:
              model: fraud
              routing:
                key: random
                fallback:
                  deadlineShare: 50 %
              experiment:
                "5": 0.25 %
              agreement:
                "y":
                  topK:
                    count: 5
                    atLeast: 0.8
              rollout:
                candidate: "4"
                analysis:
                  alpha: 0.05
                  min: 500
                  minTime: 0s
                  max: 2h
                  metrics:
                    - name: error-rate
                      margin: 0.01
                    - name: slower-than
                      bound: stable.p95
                      margin: 0.05
                steps:
                  - setWeight: 5 %
                  - analysis
                  - pause
                  - analysis:
                      alpha: 0.05
                      min: 9
                      minTime: 0s
                      max: 2h
                      metrics:
                        - name: error-rate
                          margin: 0.01
                        - name: slower-than
                          bound: stable.p95
                          margin: 0.05
                onInconclusive: pause
                progressDeadline: 6h

            """
        #expect(ManifestText.print(try Self.endpoint(text)) == written)
    }

    @Test func `a difference is told line by line`() {
        #expect(LineDiff.lines(old: "a\nb\nc\n", new: "a\nc\nd\n") == [" a", "-b", " c", "+d"])
        #expect(LineDiff.lines(old: "", new: "x\n") == ["+x"])
        #expect(LineDiff.lines(old: "x\ny", new: "z\ny\n") == ["-x", "+z", " y"])
        let long = String(repeating: "a\n", count: 5000)
        #expect(LineDiff.lines(old: long, new: long).allSatisfy { $0 == " a" })
        #expect(LineDiff.lines(old: long, new: "b").suffix(2) == ["-a", "+b"])
    }
}
