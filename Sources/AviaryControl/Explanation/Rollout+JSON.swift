package import AviaryCore

extension Rollout {
    /// The rollout for programs.
    package var json: JSONValue {
        [
            "id": .string(self.id),
            "endpoint": .string(self.endpoint.rawValue),
            "stable": .version(self.stable),
            "candidate": .version(self.candidate),
            "strategy": .text(self.plan.strategy?.rawValue),
            "phase": .string(self.phase.word),
            "reason": .text(self.reason),
            "step": self.stepJSON,
            "hold": self.hold?.json ?? .null,
            "weight": .share(self.routes.weight(of: self.candidate)),
            "mirrored": .share(self.routes.mirrored),
            "on_inconclusive": .string(self.plan.onInconclusive.rawValue),
            "started": .string(self.started.iso8601),
            "step_since": .string(self.stepSince.iso8601),
            "next_tick": .text(self.nextTick?.iso8601),
            "revision": .integer(self.revision),
            "status": .string(self.status),
            "steps": .array(self.plan.steps.map(\.json)),
        ]
    }

    private var reason: String? {
        if case .aborted(let reason) = self.phase { reason } else { nil }
    }

    private var stepJSON: JSONValue {
        guard case .running(let index) = self.phase else { return .null }
        return [
            "index": .integer(index), "of": .integer(self.plan.steps.count),
            "description": .string(self.plan.steps[index].description),
        ]
    }
}

extension Rollout.Hold {
    fileprivate var json: JSONValue {
        switch self {
        case .approval: ["kind": .string(self.word), "reason": .string(self.words)]
        case .inconclusive(let step, let reason):
            ["kind": .string(self.word), "step": .integer(step), "reason": .string(reason)]
        case .person(let name): ["kind": .string(self.word), "by": .string(name), "reason": .string(self.words)]
        }
    }
}

extension RolloutStep {
    /// The step for programs.
    package var json: JSONValue {
        var members: [JSONValue.Member] = [.init("kind", .string(self.word))]
        switch self {
        case .mirror(let weight), .setWeight(let weight): members.append(.init("weight", .share(weight)))
        case .pause(let time?), .bake(let time): members.append(.init("duration_seconds", .seconds(time)))
        case .analysis(let plan), .backgroundAnalysis(let plan): members += plan.members
        case .pause(nil), .preview, .switch: break
        }
        members.append(.init("description", .string(self.description)))
        return .object(members)
    }
}

extension AnalysisPlan {
    fileprivate var members: [JSONValue.Member] {
        [
            .init("minimum_requests", .integer(self.minimumRequests)),
            .init("minimum_time_seconds", .seconds(self.minimumTime)),
            .init("deadline_seconds", .seconds(self.deadline)),
            .init("alpha", .finite(self.alpha)),
            .init(
                "metrics",
                .array(
                    self.metrics.map { metric in
                        [
                            "metric": .string(metric.name), "measure": .string(metric.measure.word),
                            "margin": .finite(metric.margin),
                        ]
                    }
                )
            ),
        ]
    }
}

extension Routes {
    /// The routes for programs.
    package var json: JSONValue {
        [
            "stable": .version(self.stable),
            "candidate": self.candidate.map(JSONValue.version) ?? .null,
            "weight": .share(self.weight),
            "mirrored": .share(self.mirrored),
        ]
    }

    /// The share of the requests that a version answers by default.
    fileprivate func weight(of version: VersionNumber) -> Weight {
        if version == self.stable { return .all }
        return version == self.candidate ? self.weight : .none
    }
}

extension JSONValue {
    /// A version's number.
    static func version(_ version: VersionNumber) -> JSONValue { .integer(version.rawValue) }

    /// A share as a fraction.
    static func share(_ weight: Weight) -> JSONValue { .number("\(Double(weight.basisPoints) / 10_000)") }
}
