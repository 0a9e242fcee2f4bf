import AviaryControl
import AviaryCore
import AviaryStore
import AviaryTesting
import Testing

/// Whatever an endpoint is, its manifest says it.
struct ManifestPropertyTests {
    @Test(arguments: 0..<8)
    func `what is written is read as it was`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        var rollouts = 0
        for _ in 0..<100 {
            let endpoint = try random.endpoint()
            guard endpoint.problems.isEmpty else { continue }
            rollouts += endpoint.rollout == nil ? 0 : 1
            let text = ManifestText.print(endpoint)
            let documents = try ManifestText.parse(text, file: "written.yaml")
            #expect(documents == [.endpoint(endpoint)], "\(text)")
        }
        #expect(rollouts > 10)
    }

    @Test(arguments: 0..<2)
    func `a manifest that is damaged is read or refused, and never ends the program`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        for _ in 0..<100 {
            var bytes = Array(ManifestText.print(try random.endpoint()).utf8)
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = Array("{}[]:-,#&*!|>'\"%@` \n\t0a".utf8).randomElement(using: &random) ?? 0
            }
            do throws(ManifestError) {
                _ = try ManifestText.parse(String(decoding: bytes, as: UTF8.self), file: "damaged.yaml")
            } catch {
                #expect(error.problems.allSatisfy { !$0.message.isEmpty && $0.line ?? 1 > 0 })
            }
        }
    }
}

extension Seeded {
    private mutating func one<Value>(of values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &self)]
    }

    private mutating func maybe<Value>(_ make: (inout Seeded) throws -> Value) rethrows -> Value? {
        Bool.random(using: &self) ? try make(&self) : nil
    }

    private mutating func text() -> String {
        let letters = Array("abz09 .:#'\"\\{}[]*&!|>%@`,?-_\n\t\u{1}ä☃😀\u{85}\u{2028}\u{200B}~=")
        return String((0...Int.random(in: 0..<9, using: &self)).map { _ in self.one(of: letters) })
    }

    private mutating func version() -> VersionNumber { VersionNumber(UInt64.random(in: 1...40, using: &self)) }

    private mutating func duration() -> Duration {
        self.one(of: [.nanoseconds(1), .milliseconds(1500), .seconds(1), .seconds(90), .seconds(3600), .seconds(7200)])
    }

    private mutating func part() -> Double { self.one(of: [0, 1e-7, 0.005, 1.0 / 3, 0.5, 0.999]) }

    private mutating func metric(_ index: Int) -> AnalysisMetric {
        let check = AnalysisMetric.ExternalCheck(
            url: "https://example.org/?a=1&b=*x",
            query: "sum(rate(x{a=~\"b.*\"}[5m])) &c *d",
            below: self.maybe { _ in 2.5e-9 },
            above: -1,
            interval: .seconds(60),
            timeout: .milliseconds(1),
            failureLimit: 3
        )
        let quantile = self.one(of: [0.001, 0.05, 0.5, 0.95, 0.999, 0.9999, 1.0 / 3])
        let measure: AnalysisMetric.Measure = self.one(of: [
            .errorRate, .fallbackRate, .slowerThan(.absolute(self.duration())), .slowerThan(.stableQuantile(quantile)),
            .latencyMean, .latencyQuantile(quantile), .emptyRate, .confidence, .classShares, .disagreement,
            .labelError, .retryRate, .correctionRate, .prometheus(check),
            .webhook(AnalysisMetric.ExternalCheck(url: "http://a")),
        ])
        let margin: Double
        switch measure {
        case .prometheus, .webhook: margin = 0
        case .latencyMean, .latencyQuantile:
            margin = Double(Int.random(in: 0...90_000_000_000, using: &self)) / 1e9
        default: margin = self.part()
        }
        return AnalysisMetric(name: "\(index)\(self.text())", measure: measure, margin: margin)
    }

    private mutating func analysis() -> AnalysisPlan {
        let time = self.duration()
        return AnalysisPlan(
            minimumRequests: Int.random(in: 0...9999, using: &self),
            minimumTime: self.one(of: [.zero, time]),
            deadline: time,
            metrics: (0...Int.random(in: 0..<5, using: &self)).map { self.metric($0) },
            alpha: self.one(of: [0.05, 1e-6, 0.499])
        )
    }

    private mutating func plan() -> RolloutPlan? {
        let policy = self.one(of: RolloutPlan.Inconclusive.allCases)
        let deadline: Duration = self.one(of: [.seconds(7200), .seconds(86_400), .nanoseconds(86_400_000_000_001)])
        let analysis = self.analysis()
        if let strategy = self.maybe({ $0.one(of: Strategy.allCases) }) {
            let steps = strategy.steps(analysis: analysis)
            return try? RolloutPlan(
                steps: steps,
                onInconclusive: policy,
                progressDeadline: deadline,
                strategy: strategy
            )
        }
        let steps = (0...Int.random(in: 0..<5, using: &self)).map { _ -> RolloutStep in
            let plan = self.maybe { $0.analysis() } ?? analysis
            let weight = self.one(of: [Weight.percent(1), .percent(20), .percent(70), .all])
            return self.one(of: [
                .mirror(weight), .setWeight(weight), .setWeight(weight), .pause(nil), .pause(self.duration()),
                .analysis(plan), .analysis(plan), .backgroundAnalysis(plan), .preview, .switch, .bake(self.duration()),
            ])
        }
        return try? RolloutPlan(steps: steps, onInconclusive: policy, progressDeadline: deadline)
    }

    private mutating func falseAlarms() -> MonitorSpecification.FalseAlarms {
        let period: Duration = self.one(of: [
            .seconds(30 * 86_400), .seconds(86_400), .seconds(61), .milliseconds(90_001),
        ])
        return .init(count: self.one(of: [1, 0.5, 0.001, 1000, 1.0 / 3]), per: period)
    }

    private mutating func monitor(_ index: Int) -> MonitorSpecification {
        let bound: MonitorSpecification.Bound = self.one(of: [
            .above(2.5e-9), .below(-1e9), .awayFromReference(by: 0.2), .learned(self.falseAlarms()),
        ])
        let feature = self.maybe { $0.text() }
        let reference: MonitorSpecification.Drift.Reference = self.one(of: [.version, .first(10), .first(100_000)])
        let drift = MonitorSpecification.Drift(
            self.one(of: MonitorSpecification.Drift.Kind.allCases),
            reference: reference,
            falseAlarms: self.falseAlarms(),
            window: 10
        )
        let quantile = self.one(of: [0.5, 0.99, 0.999])
        let subject: MonitorSpecification.Subject = self.one(of: [
            .measure(MeasureKey(.latency, of: feature), .quantile(quantile), bound),
            .measure(MeasureKey(.missing, of: feature), .mean, bound),
            .measure(MeasureKey(.category, of: feature), .share(of: self.text()), bound),
            .drift(drift), .drift(drift), .absence(.seconds(90)),
        ])
        let isMeasure = if case .measure = subject { true } else { false }
        return MonitorSpecification(
            name: "\(index)\(self.text())",
            subject: subject,
            segment: isMeasure ? self.maybe { $0.text() } : nil,
            window: isMeasure ? self.one(of: [.seconds(1), .milliseconds(1500)]) : .seconds(300),
            pending: self.one(of: [.zero, .nanoseconds(1), .seconds(300)]),
            keepFiring: self.one(of: [.zero, .seconds(3600)]),
            severity: self.one(of: MonitorSpecification.Severity.allCases)
        )
    }

    private mutating func logPlan() -> LogPlan {
        var plan = LogPlan()
        plan.sample = self.one(of: [.all, .percent(10), .none])
        plan.maxBody = self.one(of: [0, 1, 1000, 64 << 10])
        plan.keepFor = self.one(of: [.seconds(60), .seconds(90), .seconds(30 * 86_400)])
        plan.keepAtMost = self.one(of: [0, 1 << 20, 1 << 30, 12_345])
        for _ in 0..<Int.random(in: 0..<4, using: &self) {
            plan.fields[self.one(of: ["*", self.text()])] = self.one(of: LogPlan.FieldRule.allCases)
        }
        plan.subject = self.one(of: [.key, .parameter(self.text()), .input("null")])
        return plan
    }

    fileprivate mutating func endpoint() throws -> EndpointSpecification {
        let name = try ModelName(self.one(of: ["fraud", "a b", "1.5", "null", "-", "x "]))
        var endpoint = EndpointSpecification(name: name, model: try ModelName("m"))
        endpoint.owner = self.maybe { $0.text() }
        endpoint.stable = self.maybe { $0.version() }
        endpoint.key = self.one(of: [
            .random, .header("x-user"), .cookie("Sess*ion&x"), .claim(self.text()), .parameter("true"),
        ])
        endpoint.fallback = self.maybe {
            EndpointSpecification.Fallback(deadlineShare: $0.one(of: [.percent(1), .all]))
        }
        endpoint.experiment = (0..<Int.random(in: 0..<3, using: &self)).map { _ in
            EndpointSpecification.Share(version: self.version(), weight: .percent(Int.random(in: 1...50, using: &self)))
        }
        endpoint.shadows = (0..<Int.random(in: 0..<3, using: &self)).map { _ in
            EndpointSpecification.Share(
                version: self.version(),
                weight: .percent(Int.random(in: 1...100, using: &self))
            )
        }
        for _ in 0..<Int.random(in: 0..<4, using: &self) {
            let rule: AgreementPlan.Rule = self.one(of: [
                .label, .exact, .ignored, .tolerance(absolute: self.part(), relative: 1e9),
                .topK(count: 5, atLeast: self.part()), .boxes(overlap: self.part(), atLeast: self.part()),
                .text(atMost: self.part()),
            ])
            endpoint.agreement.rules[self.text()] = rule
        }
        endpoint.monitors = (0..<Int.random(in: 0..<4, using: &self)).map { self.monitor($0) }
        endpoint.log = self.maybe { $0.logPlan() }
        for _ in 0..<3 where endpoint.rollout == nil {
            guard let plan = self.plan() else { continue }
            endpoint.rollout = EndpointSpecification.Introduction(candidate: VersionNumber(50), plan: plan)
        }
        return endpoint
    }
}
