internal import AviaryControl
internal import AviaryCore

extension EndpointSpecification.Introduction {
    /// What stands in a manifest at `spec.rollout`.
    var entries: [(key: String, value: ManifestValue)] {
        [("candidate", .version(self.candidate))] + self.plan.stages + [
            ("onInconclusive", .plain(self.plan.onInconclusive.rawValue)),
            ("progressDeadline", .time(self.plan.progressDeadline)),
        ]
    }
}

extension RolloutPlan {
    /// The strategy by its name, or the steps; and how candidates are judged, once.
    fileprivate var stages: [(key: String, value: ManifestValue)] {
        var stages: [(key: String, value: ManifestValue)] = []
        var analysis = self.steps.lazy.compactMap(\.analysis).first
        if let strategy {
            stages.append(("strategy", .plain(strategy.rawValue)))
            analysis = strategy.analysis(of: self.steps)
        }
        if let analysis { stages.append(("analysis", analysis.value)) }
        if self.strategy == nil { stages.append(("steps", .list(self.steps.map { $0.value(over: analysis) }))) }
        return stages
    }
}

extension RolloutStep {
    fileprivate func value(over base: AnalysisPlan?) -> ManifestValue {
        switch self {
        case .mirror(let share): .mapping([("mirror", .weight(share))])
        case .setWeight(let weight): .mapping([("setWeight", .weight(weight))])
        case .pause(nil): .plain("pause")
        case .pause(let time?): .mapping([("pause", .time(time))])
        case .analysis(let plan): plan == base ? .plain("analysis") : .mapping([("analysis", plan.value)])
        case .backgroundAnalysis(let plan):
            plan == base ? .plain("backgroundAnalysis") : .mapping([("backgroundAnalysis", plan.value)])
        case .preview: .plain("preview")
        case .switch: .plain("switch")
        case .bake(let time): .mapping([("bake", .time(time))])
        }
    }
}

extension AnalysisPlan {
    fileprivate var value: ManifestValue {
        .mapping([
            ("alpha", .number(self.alpha)), ("min", .plain("\(self.minimumRequests)")),
            ("minTime", .time(self.minimumTime)), ("max", .time(self.deadline)),
            ("metrics", .list(self.metrics.map(\.value))),
        ])
    }
}

extension AnalysisMetric {
    fileprivate var value: ManifestValue {
        let name = MeasureName(self.measure).rawValue
        var entries: [(key: String, value: ManifestValue)] = [("name", .plain(name))]
        if self.name != name { entries.append(("as", .text(self.name))) }
        switch self.measure {
        case .slowerThan(let bound): entries += [("bound", .plain(bound.text)), ("margin", .number(self.margin))]
        case .latencyMean: entries.append(("margin", self.latency))
        case .latencyQuantile(let quantile):
            entries += [("quantile", .plain(QuantileText.print(quantile))), ("margin", self.latency)]
        case .disagreement: entries.append(("max", .number(self.margin)))
        case .prometheus(let check), .webhook(let check): entries += check.entries
        case .errorRate, .fallbackRate, .emptyRate, .confidence, .classShares, .labelError, .retryRate,
            .correctionRate:
            entries.append(("margin", .number(self.margin)))
        }
        return .mapping(entries)
    }

    /// The margin as a duration in whole nanoseconds; a plan allows a day at most.
    private var latency: ManifestValue { .time(.nanoseconds(Int64((self.margin * 1e9).rounded()))) }
}

extension AnalysisMetric.ExternalCheck {
    fileprivate var entries: [(key: String, value: ManifestValue)] {
        var entries: [(key: String, value: ManifestValue)] = [("url", .text(self.url))]
        if let query { entries.append(("query", .text(query))) }
        if let below { entries.append(("below", .number(below))) }
        if let above { entries.append(("above", .number(above))) }
        return entries + [
            ("interval", .time(self.interval)), ("timeout", .time(self.timeout)),
            ("failureLimit", .plain("\(self.failureLimit)")),
        ]
    }
}
