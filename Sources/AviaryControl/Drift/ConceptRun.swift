internal import AviaryCore
package import AviaryStatistics

/// Looks for changes of concept in labels that are all there.
package struct ConceptRun: Sendable {
    /// What was found.
    package struct Outcome: Sendable, Hashable {
        /// How many predictions were looked at.
        package let count: Int
        /// How many of them, the first ones, are the reference.
        package let reference: Int
        /// How errors became losses.
        package let scale: LossScale
        /// The mean loss of the reference.
        package let before: Double
        /// The mean loss of what came after it; `nil` where nothing did.
        package let after: Double?
        /// The changes, in their order.
        package let changes: [ConceptWatch.Change]
        /// Whether there was enough to say whether there is a change.
        package let isKnown: Bool
        /// Whether the last change was over at the end; `nil` where nobody looked, or there was none.
        package let isOver: Bool?
    }

    private let plan: MonitorSpecification.Drift
    private let reference: Int
    private let detector: StreamDetectorKind

    /// Plans a search.
    ///
    /// - Parameters:
    ///   - reference: how many predictions the reference is made of, within what a ``ConceptWatch`` takes.
    ///   - falseAlarms: how many false alarms are accepted, by the e-detector alone: the others have no such promise.
    ///   - detector: what signals a change; the e-detector does as ``ConceptWatch`` says, the others have their defaults.
    package init(
        reference: Int,
        falseAlarms: MonitorSpecification.FalseAlarms,
        detector: StreamDetectorKind = .eDetector
    ) {
        self.reference = min(max(reference, ConceptWatch.fewestLosses), ConceptWatch.mostLosses)
        self.plan = MonitorSpecification.Drift(.concept, reference: .first(self.reference), falseAlarms: falseAlarms)
        self.detector = detector
    }

    /// Looks for changes.
    ///
    /// - Parameter labels: in any order; they are looked at in the order of their predictions.
    /// - Returns: what was found.
    /// - Throws: `StreamDetectorError` for a detector that cannot be made without parameters.
    /// - Complexity: O(n log n), and O(1) searches for a change point for each signal.
    package func run(_ labels: [JoinedLabel]) throws(StreamDetectorError) -> Outcome {
        // The name orders those of one millisecond, so that the same labels give the same result.
        let labels = labels.sorted { ($0.at, $0.id.high, $0.id.low) < ($1.at, $1.id.high, $1.id.low) }
        let scale = LossScale(reference: labels.prefix(self.reference))
        let losses = labels.map(scale.loss)
        let changes: [ConceptWatch.Change]
        var isOver: Bool?
        if self.detector == .eDetector {
            (changes, isOver) = self.watch(labels, losses)
        } else {
            changes = self.detect(labels, losses, with: try self.detector.make())
        }
        let later = losses.dropFirst(self.reference)
        return Outcome(
            count: labels.count,
            reference: min(self.reference, labels.count),
            scale: scale,
            before: Self.mean(losses.prefix(self.reference)),
            after: later.isEmpty ? nil : Self.mean(later),
            changes: changes,
            isKnown: !later.isEmpty,
            isOver: isOver
        )
    }

    private static func mean(_ losses: ArraySlice<Double>) -> Double {
        losses.reduce(0, +) / Double(max(1, losses.count))
    }

    private func watch(
        _ labels: [JoinedLabel],
        _ losses: [Double]
    ) -> (changes: [ConceptWatch.Change], isOver: Bool?) {
        var watch = ConceptWatch(self.plan)
        var changes: [ConceptWatch.Change] = []
        for (label, loss) in zip(labels, losses) {
            if let change = watch.add(loss, at: label.at) {
                changes.append(change)
            } else if let later = watch.change, !changes.isEmpty {
                // More was known later of the same change.
                changes[changes.count - 1] = later
            }
        }
        return (changes, changes.isEmpty ? nil : watch.change == nil)
    }

    /// Each signal after the reference ends a stretch; what is explained is that stretch and a little of what follows.
    private func detect(
        _ labels: [JoinedLabel],
        _ losses: [Double],
        with detector: any StreamDetector
    ) -> [ConceptWatch.Change] {
        var detector = detector
        var levels = LevelHistory()
        var changes: [ConceptWatch.Change] = []
        var start = 0
        for index in losses.indices where detector.add(losses[index]) && index >= self.reference {
            let end = min(losses.count, index + 1 + self.reference / 4)
            let first = max(start, end - ConceptWatch.mostLosses)
            guard let found = ChangePoint(Array(losses[first..<end])) else { continue }
            let old = losses[first..<first + found.start]
            levels.remember(mean: Self.mean(old), variance: Self.variance(old), count: old.count)
            let new = losses[(first + found.end)..<end]
            let recurrence = levels.recurrence(mean: Self.mean(new), variance: Self.variance(new), count: new.count)
            changes.append(
                ConceptWatch.Change(
                    noticed: labels[index].at,
                    began: labels[first + found.start].at,
                    between: labels[first + found.interval.lowerBound]
                        .at...labels[first + found.interval.upperBound].at,
                    shape: recurrence != nil ? .recurring : found.shape == .gradual ? .gradual : .sudden,
                    before: found.before,
                    after: found.after,
                    stepEvidence: found.stepEvidence,
                    rampEvidence: found.rampEvidence,
                    labels: end - first
                )
            )
            start = first + found.end
        }
        return changes
    }

    private static func variance(_ losses: ArraySlice<Double>) -> Double {
        let mean = self.mean(losses)
        let squares = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return losses.count > 1 ? squares / Double(losses.count - 1) : 0
    }
}
