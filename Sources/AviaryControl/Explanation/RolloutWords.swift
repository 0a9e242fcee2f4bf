internal import AviaryCore

extension Rollout.Phase {
    /// The phase in one word, for programs and tables.
    package var word: String {
        switch self {
        case .preparing: "preparing"
        case .running: "running"
        case .promoted: "promoted"
        case .aborted: "aborted"
        }
    }
}

extension Rollout.Hold {
    /// Why it waits, in one word, for programs and tables.
    package var word: String {
        switch self {
        case .approval: "approval"
        case .inconclusive: "inconclusive"
        case .person: "paused"
        }
    }

    /// Why it waits, in words.
    package var words: String {
        switch self {
        case .approval: "until a person approves"
        case .inconclusive(_, let reason): "until a person decides: \(reason)"
        case .person(let name): "until somebody resumes it: \(name) has paused it"
        }
    }
}

extension RolloutStep: CustomStringConvertible {
    /// The step in words, such as `analysis, at most 2h`.
    package var description: String {
        switch self {
        case .mirror(.none): "mirror nothing"
        case .mirror(let share): "mirror \(share)"
        case .setWeight(let weight): "setWeight \(weight)"
        case .pause(nil): "pause until a person approves"
        case .pause(let time?): "pause \(DurationText.print(time))"
        case .analysis(let plan): "analysis, at most \(DurationText.print(plan.deadline))"
        case .backgroundAnalysis(let plan): "analysis in the background, at most \(DurationText.print(plan.deadline))"
        case .preview: "preview"
        case .switch: "switch"
        case .bake(let time): "bake \(DurationText.print(time))"
        }
    }

    /// The step's kind, as it is written in plans.
    package var word: String {
        switch self {
        case .mirror: "mirror"
        case .setWeight: "setWeight"
        case .pause: "pause"
        case .analysis: "analysis"
        case .backgroundAnalysis: "backgroundAnalysis"
        case .preview: "preview"
        case .switch: "switch"
        case .bake: "bake"
        }
    }
}

extension RolloutPlan {
    /// The strategy's name, or what stands in its place.
    package var word: String { self.strategy?.rawValue ?? "steps of its own" }
}

extension Rollout {
    /// The phase in words: what it does, or how it has ended.
    package var status: String {
        switch self.phase {
        case .preparing where self.hold == nil: "preparing version \(self.candidate)"
        case .preparing: "preparing version \(self.candidate), held \(self.hold?.words ?? "")"
        case .running(let step):
            "step \(step + 1) of \(self.plan.steps.count): \(self.plan.steps[step])"
                + (self.hold.map { ", held \($0.words)" } ?? "")
        case .promoted: "promoted: version \(self.candidate) is stable"
        case .aborted(let reason): "aborted: \(reason)"
        }
    }
}

extension Routes {
    /// Who gets what, in words.
    package var words: String {
        guard let candidate else { return "all requests go to version \(self.stable)" }
        let share =
            switch self.weight {
            case .none: "version \(self.stable) answers all requests but those that ask for version \(candidate)"
            case .all: "version \(candidate) answers all requests, and version \(self.stable) stays warm"
            default: "version \(candidate) answers \(self.weight) of the requests, version \(self.stable) the rest"
            }
        return self.mirrored == .none ? share : "\(share); version \(candidate) gets copies of \(self.mirrored)"
    }
}
