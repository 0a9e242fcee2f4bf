package import AviaryCore

/// Everything that is watched of one version behind an endpoint: its recent past by measure, apart by segments, and whether
/// it has drifted.
package struct VersionWatch: Sendable {
    /// A request parameter and one of its values, such as `country` and `DE`.
    package struct Segment: Sendable, Hashable {
        /// The parameter.
        package let parameter: String
        /// Its value; ``others`` for those that came after the first ones.
        package let value: String

        /// What values beyond the first ones count as.
        package static let others = "(others)"

        /// Names a segment.
        ///
        /// - Parameters:
        ///   - parameter: the parameter.
        ///   - value: its value.
        package init(parameter: String, value: String) {
            self.parameter = parameter
            self.value = value
        }
    }

    /// The most values of a parameter that are told apart.
    package static let maximumSegments = 20
    /// The most bytes of a segment's value.
    private static let maximumValue = 64

    /// What is measured, by slot.
    package let slots: [MeasureKey]
    /// When the last request came.
    package private(set) var last: Timestamp?
    private let plan: MeasurePlan
    private let content: [String: InputContent.Kind]
    private let assembly: RowAssembly
    private var history: PaneHistory<MeasureWindow>
    private var segments: [Segment: PaneHistory<MeasureWindow>] = [:]
    private var drifts: [String: LiveDrift] = [:]
    private var concepts: [String: ConceptWatch] = [:]
    private var retries = RetryWatch()

    /// The slots before those of the plan.
    private static let own = [MeasureKey(.latency), MeasureKey(.errors), MeasureKey(.retries)]

    /// Begins to watch.
    ///
    /// - Parameter plan: how requests are measured.
    package init(_ plan: MeasurePlan) {
        self.plan = plan
        self.content = plan.content
        self.slots = Self.own + plan.slots
        self.assembly = RowAssembly(plan.rowSlots.map { $0 + Self.own.count }, of: self.slots)
        self.history = Self.history(slots: self.slots.count)
    }

    private static func history(slots: Int) -> PaneHistory<MeasureWindow> {
        PaneHistory { MeasureWindow(slots: slots, seed: UInt64(bitPattern: $0.milliseconds)) }
    }

    /// Looks for drift from now on, and not for any that is not named.
    ///
    /// - Parameters:
    ///   - monitors: the monitors of the endpoint; those that watch drift of inputs or predictions count.
    ///   - reference: what requests were like; `nil` where no profile is stored with the version.
    package mutating func follow(_ monitors: [MonitorSpecification], reference: DriftReference?) {
        var drifts: [String: LiveDrift] = [:]
        for monitor in monitors {
            guard case .drift(let drift) = monitor.subject, drift.kind != .concept else { continue }
            drifts[monitor.name] =
                self.drifts[monitor.name].flatMap { $0.isOf(drift, hasReference: reference != nil) ? $0 : nil }
                ?? LiveDrift(drift, slots: self.slots, rowColumns: self.assembly.columns, reference: reference)
        }
        self.drifts = drifts
    }

    /// Goes on from what another watch of the same version has seen, drift aside: measures that both have are kept.
    ///
    /// - Parameter old: the other watch.
    package mutating func adopt(_ old: VersionWatch) {
        let places = Dictionary(old.slots.enumerated().map { ($1, $0) }) { first, _ in first }
        let origins = self.slots.map { places[$0] }
        self.last = old.last
        self.history.adopt(old.history) { $0.arranged(by: origins) }
        self.segments = old.segments.mapValues { history in
            var own = Self.history(slots: self.slots.count)
            own.adopt(history) { $0.arranged(by: origins) }
            return own
        }
        self.concepts = old.concepts
        self.retries = old.retries
    }

    /// Takes a request in.
    ///
    /// - Parameters:
    ///   - prediction: the request, and what became of it.
    ///   - weight: for how many requests it stands.
    ///   - parameters: the request parameters by whose values measures are told apart.
    package mutating func take(_ prediction: RecordedPrediction, weight: Double, segmentedBy parameters: Set<String>) {
        let time = prediction.at
        self.last = max(self.last ?? time, time)
        let values = self.measure(prediction)
        self.history.add(at: time) { Self.add(values, weight, self.slots, to: &$0) }
        for segment in self.segments(of: prediction, parameters) {
            var history = self.segments[segment] ?? Self.history(slots: self.slots.count)
            self.segments[segment] = nil
            history.add(at: time) { Self.add(values, weight, self.slots, to: &$0) }
            self.segments[segment] = history
        }
        guard prediction.failure == nil else { return }
        let rows = self.drifts.isEmpty ? [] : self.assembly.rows(of: values)
        for name in self.drifts.keys {
            for (slot, value) in values { self.drifts[name]?.add(value, slot: slot) }
            for row in rows { self.drifts[name]?.add(row: row) }
            self.drifts[name]?.endRequest(at: time)
        }
    }

    private mutating func measure(_ prediction: RecordedPrediction) -> [(slot: Int, value: MeasureValue)] {
        var values: [(slot: Int, value: MeasureValue)] = [
            (0, .number(Double(prediction.latency) / 1e9)), (1, .flag(prediction.failure != nil)),
        ]
        if let origin = prediction.origin {
            let isRetry = self.retries.isRetry(
                from: origin,
                asked: InputFingerprint(prediction.request.inputs, content: self.content),
                at: prediction.at
            )
            values.append((2, .flag(isRetry)))
        }
        self.plan.measure(inputs: prediction.request.inputs, outputs: prediction.outputs) { slot, value in
            values.append((slot + Self.own.count, value))
        }
        return values
    }

    private static func add(
        _ values: [(slot: Int, value: MeasureValue)],
        _ weight: Double,
        _ slots: [MeasureKey],
        to window: inout MeasureWindow
    ) {
        window.count(weight)
        for (slot, value) in values { window.add(value, to: slot, slots[slot].measure.form) }
    }

    private func segments(of prediction: RecordedPrediction, _ parameters: Set<String>) -> [Segment] {
        parameters.compactMap { parameter in
            guard let value = prediction.request.parameters[parameter]?.text else { return nil }
            let segment = Segment(parameter: parameter, value: Self.short(value))
            let known = self.segments.keys.count { $0.parameter == parameter }
            let isTold = self.segments[segment] != nil || known < Self.maximumSegments
            return isTold ? segment : Segment(parameter: parameter, value: Segment.others)
        }
    }

    /// A letter may have accents without end, so bytes are counted.
    private static func short(_ value: String) -> String {
        value.utf8.count <= Self.maximumValue
            ? value : String(decoding: value.utf8.prefix(Self.maximumValue), as: UTF8.self)
    }

    /// What a stretch of time was like.
    ///
    /// - Parameters:
    ///   - length: how long it is.
    ///   - end: when it ends.
    ///   - segment: of which requests; `nil` for all.
    /// - Returns: `nil` where no request came.
    package func window(_ length: Duration, until end: Timestamp, of segment: Segment? = nil) -> MeasureWindow? {
        let history = segment.map { self.segments[$0] } ?? self.history
        return history?.window(length, until: end)?.value
    }

    /// How long a stretch of time really is, which is made of whole panes.
    ///
    /// - Parameters:
    ///   - length: how long it is asked for.
    ///   - end: when it ends.
    ///   - segment: of which requests; `nil` for all.
    /// - Returns: the time from which requests are counted to the end.
    package func span(_ length: Duration, until end: Timestamp, of segment: Segment? = nil) -> Duration {
        let history = segment.map { self.segments[$0] } ?? self.history
        let first = history?.panes(length, until: end).first
        return max(length, first.map { end.since($0.start) } ?? length)
    }

    /// What a stretch of time was like by some measures only, which costs as much less as they are fewer.
    ///
    /// - Parameters:
    ///   - wanted: the measures' slots.
    ///   - length: how long the stretch is.
    ///   - end: when it ends.
    ///   - segment: of which requests; `nil` for all.
    /// - Returns: how many requests there were, how many of them were looked at, and what is known of each measure in the
    ///   given order; `nil` where no request came.
    package func summaries(
        of wanted: [Int],
        _ length: Duration,
        until end: Timestamp,
        of segment: Segment? = nil
    ) -> (requests: Double, sampled: Int, summaries: [Summary?])? {
        let history = segment.map { self.segments[$0] } ?? self.history
        guard let panes = history?.panes(length, until: end), !panes.isEmpty else { return nil }
        let summaries = wanted.map { slot -> Summary? in
            var sum: Summary?
            for pane in panes {
                guard let part = pane.value.summaries[slot] else { continue }
                // Summaries of one slot have one form and one size, so they add up.
                if sum == nil { sum = part } else { try? sum?.merge(part) }
            }
            return sum
        }
        return (
            panes.reduce(0) { $0 + $1.value.requests }, panes.reduce(0) { $0 + $1.value.sampled }, summaries
        )
    }

    /// The values of a parameter that are told apart, sorted.
    ///
    /// - Parameter parameter: the request parameter.
    /// - Returns: the segments.
    package func segments(by parameter: String) -> [Segment] {
        self.segments.keys.filter { $0.parameter == parameter }.sorted { $0.value < $1.value }
    }

    /// Takes in how wrong an answer was, as its label has told.
    ///
    /// - Parameters:
    ///   - loss: 0 for right, 1 for wholly wrong.
    ///   - monitors: the monitors of the endpoint; those that watch the concept count.
    ///   - time: when the answer was given; losses come in the order of their answers.
    package mutating func learn(_ loss: Double, _ monitors: [MonitorSpecification], answeredAt time: Timestamp) {
        for monitor in monitors {
            guard case .drift(let plan) = monitor.subject, plan.kind == .concept else { continue }
            _ = self.concepts[monitor.name, default: ConceptWatch(plan)].add(loss, at: time)
        }
    }

    /// What is said of a drift.
    ///
    /// - Parameter monitor: the monitor's name.
    /// - Returns: `nil` for a monitor that watches no drift here, or of whose labels none has come.
    package func judgement(of monitor: String) -> (finding: Judgement.Finding, evidence: Judgement.Evidence)? {
        self.drifts[monitor]?.judgement ?? self.concepts[monitor]?.judgement
    }

    /// What was last found about drift of inputs or predictions, by monitor.
    package var driftReports: [String: DriftWatch.Report] { self.drifts.compactMapValues(\.report) }
}
