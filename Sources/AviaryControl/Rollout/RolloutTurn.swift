internal import AviaryCore

/// One event's work on a rollout.
struct RolloutTurn {
    private let before: Rollout
    private let now: Timestamp
    private var after: Rollout
    private var released: VersionNumber?

    init(_ rollout: Rollout, _ now: Timestamp) {
        self.before = rollout
        self.after = rollout
        self.now = now
    }

    /// What the event has brought about; `nil` if nothing.
    var change: RolloutChange? {
        guard self.after != self.before else { return nil }
        var rollout = self.after
        rollout.revision += 1
        // What follows from the two states: ends first, so that nothing is judged by routes that are no longer.
        let (old, new) = (self.before.analyses, rollout.analyses)
        var actions = old.filter { !new.contains($0) }.map { RolloutAction.endAnalysis(step: $0) }
        if rollout.routes != self.before.routes { actions.append(.route(rollout.routes)) }
        actions += new.filter { !old.contains($0) }.map { .analyse(step: $0) }
        if let released { actions.append(.release(released)) }
        return RolloutChange(rollout: rollout, actions: actions)
    }

    mutating func take(_ event: RolloutEvent) throws(AviaryError) {
        switch event {
        case .prepared: self.prepared()
        case .refused(let reason): if !self.after.isOver { self.abort(reason) }
        case .ticked: self.ticked()
        case .judged(let step, let outcome): self.judged(step, outcome)
        case .pause(let name): try self.pause(name)
        case .resume: try self.resume()
        case .promote(_, let isFull): try self.promote(isFull)
        case .abort(let name, let reason):
            try self.refuseIfOver("abort")
            self.abort("\(name): \(reason)")
        }
    }
}

// MARK: What happens by itself

extension RolloutTurn {
    private mutating func prepared() {
        guard self.after.phase == .preparing else { return }
        if self.after.hold == nil { self.enter(0) } else { self.after.hasPassed = true }
    }

    private mutating func ticked() {
        guard let due = self.after.nextTick, self.now >= due else { return }
        switch self.after.step {
        case .pause, .bake: self.advance()
        default:
            let time = DurationText.print(self.after.plan.progressDeadline)
            self.abort("it made no progress for \(time)")
        }
    }

    private mutating func judged(_ step: Int, _ outcome: AnalysisOutcome) {
        guard self.after.analyses.contains(step) else { return }
        switch outcome.verdict {
        case .fail: self.abort(outcome.reason)
        case .pass: self.passed(step)
        case .inconclusive:
            switch self.after.plan.onInconclusive {
            case .abort: self.abort("inconclusive: \(outcome.reason)")
            case .promote: self.passed(step)
            case .pause:
                self.after.background.removeAll { $0 == step }
                self.hold(.inconclusive(step: step, reason: outcome.reason))
            }
        }
    }

    private mutating func passed(_ step: Int) {
        if self.after.background.contains(step) {
            self.after.background.removeAll { $0 == step }
        } else if self.after.hold == nil {
            self.advance()
        } else {
            self.after.hasPassed = true
        }
    }
}

// MARK: What somebody wants

extension RolloutTurn {
    private mutating func pause(_ name: String) throws(AviaryError) {
        try self.refuseIfOver("pause")
        switch self.after.hold {
        case nil: self.hold(.person(name: name))
        case .approval: throw self.refusal("pause", "it waits for approval")
        case .inconclusive(_, let reason): throw self.refusal("pause", "it is paused: \(reason)")
        case .person(let name): throw self.refusal("pause", "\(name) has paused it")
        }
    }

    private mutating func resume() throws(AviaryError) {
        try self.refuseIfOver("resume")
        guard let hold = self.after.hold else { throw self.refusal("resume", "it is not paused") }
        self.letGo()
        switch hold {
        case .approval: self.advance()
        case .person where self.after.hasPassed && self.after.phase == .preparing: self.enter(0)
        case .person where self.after.hasPassed: self.advance()
        case .person: break
        case .inconclusive(let step, _):
            // It gets another chance, with a deadline of its own.
            self.after.stepSince = self.now
            if case .backgroundAnalysis = self.after.plan.steps[step] { self.after.background.append(step) }
            if case .pause(nil) = self.after.step { self.hold(.approval) }
        }
    }

    private mutating func promote(_ isFull: Bool) throws(AviaryError) {
        try self.refuseIfOver("promote")
        guard self.after.phase != .preparing else {
            throw self.refusal("promote", "version \(self.after.candidate) is being prepared")
        }
        self.letGo()
        if isFull { self.finish() } else { self.advance() }
    }

    private func refuseIfOver(_ wish: String) throws(AviaryError) {
        switch self.after.phase {
        case .promoted: throw self.refusal(wish, "it is promoted", remedy: "start another one")
        case .aborted(let reason): throw self.refusal(wish, "it was aborted: \(reason)", remedy: "start another one")
        case .preparing, .running: return
        }
    }

    private func refusal(_ wish: String, _ reason: String, remedy: String? = nil) -> AviaryError {
        AviaryError(
            .conflict,
            "cannot \(wish) rollout \(self.after.id) of \(self.after.endpoint): \(reason)",
            remedy: remedy
        )
    }
}

// MARK: From state to state

extension RolloutTurn {
    /// Goes to a step, and through all that take no time.
    private mutating func enter(_ first: Int) {
        self.after.hasPassed = false
        self.after.stepSince = self.now
        for index in first..<self.after.plan.steps.count {
            self.after.phase = .running(step: index)
            switch self.after.plan.steps[index] {
            case .mirror(let share): self.after.mirrored = share
            case .setWeight(let weight): self.weigh(weight)
            case .switch: self.weigh(.all)
            case .preview: self.after.mirrored = .none
            case .backgroundAnalysis: self.after.background.append(index)
            case .pause(nil): return self.hold(.approval)
            case .pause, .analysis, .bake: return
            }
        }
        self.finish()
    }

    private mutating func advance() {
        guard case .running(let step) = self.after.phase else { return }
        self.enter(step + 1)
    }

    private mutating func weigh(_ weight: Weight) {
        self.after.weight = weight
        // Nothing is left to copy.
        if weight == .all { self.after.mirrored = .none }
    }

    private mutating func hold(_ reason: Rollout.Hold) {
        // Who is held already is held for the later reason since the first one.
        self.after.heldSince = self.after.heldSince ?? self.now
        self.after.hold = reason
    }

    /// Ends a hold; the step goes on as if the time had not passed.
    private mutating func letGo() {
        if let since = self.after.heldSince {
            self.after.stepSince = self.after.stepSince.advanced(by: self.now.since(since))
        }
        self.after.hold = nil
        self.after.heldSince = nil
    }

    private mutating func finish() {
        self.end(.promoted)
        self.released = self.after.stable
    }

    private mutating func abort(_ reason: String) {
        self.end(.aborted(reason: reason))
        self.released = self.after.candidate
    }

    private mutating func end(_ phase: Rollout.Phase) {
        self.after.phase = phase
        self.after.background = []
        self.after.hasPassed = false
        self.after.hold = nil
        self.after.heldSince = nil
    }
}
