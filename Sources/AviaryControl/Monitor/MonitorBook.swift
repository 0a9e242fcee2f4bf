package import AviaryCore

/// All that is watched, and what the monitors say of it: takes requests in, and judges when it is asked to.
///
/// Pure: the time, the plans and the references are handed in. Bounded in versions and in subjects; what finds no room is
/// not judged, and counted in ``refused``.
package struct MonitorBook: Sendable {
    /// One version behind an endpoint.
    package struct Place: Sendable, Hashable, Comparable {
        /// The endpoint.
        package let endpoint: ModelName
        /// The version.
        package let version: VersionNumber

        /// Names a version behind an endpoint.
        ///
        /// - Parameters:
        ///   - endpoint: the endpoint.
        ///   - version: the version.
        package init(_ endpoint: ModelName, _ version: VersionNumber) {
            self.endpoint = endpoint
            self.version = version
        }

        /// By endpoint, then by version.
        package static func < (left: Place, right: Place) -> Bool {
            (left.endpoint, left.version) < (right.endpoint, right.version)
        }
    }

    /// What is said of one subject, and by which monitor.
    package struct Finding: Sendable {
        /// What is said.
        package let judgement: Judgement
        /// The monitor.
        package let monitor: MonitorSpecification
    }

    /// The most versions that are watched; the one whose last request is the oldest goes first.
    package static let maximumPlaces = 500
    /// The most subjects of fixed and learned bounds.
    package static let maximumSubjects = 20_000
    /// How far back a version is judged that gets no more requests, beyond a monitor's window.
    private static let grace = Duration.seconds(60)
    /// How far back a version is judged for drift, whose windows are counted in requests.
    private static let driftGrace = Duration.seconds(86_400)
    /// How long a subject is remembered that is not judged any more, such as one of a version that is gone.
    private static let memory = Duration.seconds(86_400)
    /// How often it is looked for those.
    private static let sweeping = Duration.seconds(60)

    private struct Watched: Sendable {
        var watch: ThresholdWatch
        let plan: MonitorSpecification.Subject
        let window: Duration
        var at: Timestamp
        var judgement: Judgement

        /// What was learned of one number says nothing about another one, nor about windows of another length.
        func isOf(_ monitor: MonitorSpecification) -> Bool {
            self.plan == monitor.subject && self.window == monitor.window
        }
    }

    /// What is watched, by version.
    package private(set) var watches: [Place: VersionWatch] = [:]
    /// How often a subject or version found no room.
    package private(set) var refused = 0
    private var thresholds: [Judgement.Subject: Watched] = [:]
    private var swept: Timestamp
    private let began: Timestamp

    /// Begins to watch.
    ///
    /// - Parameter began: the time: what came before is not known.
    package init(began: Timestamp) {
        self.began = began
        self.swept = began
    }

    /// Takes a request in.
    ///
    /// - Parameters:
    ///   - prediction: the request, and what became of it.
    ///   - weight: for how many requests it stands.
    ///   - monitors: the monitors of its endpoint.
    ///   - make: begins to watch a version that was not watched before; `nil` where it is not known any more.
    package mutating func take(
        _ prediction: RecordedPrediction,
        weight: Double,
        monitors: [MonitorSpecification],
        make: () -> VersionWatch?
    ) {
        let place = Place(prediction.endpoint, prediction.version)
        // Taken out while it changes, so that nothing is copied.
        guard var watch = self.watches.removeValue(forKey: place) ?? make() else { return }
        watch.take(prediction, weight: weight, segmentedBy: Set(monitors.compactMap(\.segment)))
        self.watches[place] = watch
        guard self.watches.count > Self.maximumPlaces else { return }
        self.refused += 1
        let oldest = self.watches.min { ($0.value.last ?? self.began) < ($1.value.last ?? self.began) }
        if let oldest { self.watches[oldest.key] = nil }
    }

    /// Lets a version look for drift as its endpoint's monitors say, or changes what it is held against.
    ///
    /// - Parameters:
    ///   - place: the version.
    ///   - monitors: the monitors of its endpoint.
    ///   - reference: what requests were like; `nil` where no profile is stored with the version.
    package mutating func follow(
        _ place: Place,
        _ monitors: [MonitorSpecification],
        reference: DriftReference?
    ) {
        self.watches[place]?.follow(monitors, reference: reference)
    }

    /// Watches a version another way from now on, such as against another profile; what it has been like is kept.
    ///
    /// - Parameters:
    ///   - place: the version; one that is not watched is left alone.
    ///   - watch: watches it from now on.
    package mutating func replace(_ place: Place, by watch: VersionWatch) {
        guard let old = self.watches[place] else { return }
        var fresh = watch
        fresh.adopt(old)
        self.watches[place] = fresh
    }

    /// Takes in how wrong an answer was, as its label has told.
    ///
    /// - Parameters:
    ///   - loss: 0 for right, 1 for wholly wrong.
    ///   - place: the version that answered.
    ///   - monitors: the monitors of its endpoint.
    ///   - time: when it answered; losses come in the order of their answers.
    package mutating func learn(
        _ loss: Double,
        of place: Place,
        _ monitors: [MonitorSpecification],
        answeredAt time: Timestamp
    ) {
        self.watches[place]?.learn(loss, monitors, answeredAt: time)
    }

    /// Forgets an endpoint.
    ///
    /// - Parameter endpoint: its name.
    package mutating func forget(_ endpoint: ModelName) {
        self.watches = self.watches.filter { $0.key.endpoint != endpoint }
        self.thresholds = self.thresholds.filter { $0.key.endpoint != endpoint }
    }

    /// Judges an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: its name.
    ///   - monitors: its monitors.
    ///   - gauges: what the system says of itself.
    ///   - reference: what a version's profile says of a measure, and of which number.
    ///   - now: the time.
    /// - Returns: what each monitor says of each of its subjects.
    package mutating func judge(
        _ endpoint: ModelName,
        _ monitors: [MonitorSpecification],
        gauges: Gauges,
        reference: (Place, MeasureKey, MonitorSpecification.Statistic) -> Double?,
        at now: Timestamp
    ) -> [Finding] {
        self.sweep(at: now)
        let places = self.watches.keys.filter { $0.endpoint == endpoint }.sorted()
        var findings: [Finding] = []
        for monitor in monitors {
            switch monitor.subject {
            case .absence(let limit):
                let last = places.compactMap { self.watches[$0]?.last }.max()
                let (finding, evidence) = AbsenceWatch.judge(last: last, began: self.began, limit: limit, at: now)
                let subject = Judgement.Subject(endpoint: endpoint, monitor: monitor.name)
                findings.append(.init(judgement: Judgement(subject, finding, evidence), monitor: monitor))
            case .drift(let drift):
                for place in places where self.isRecent(place, Self.driftGrace, now) {
                    let known = self.watches[place]?.judgement(of: monitor.name)
                    let words =
                        drift.kind == .concept ? "no label has come yet" : "the first window has not begun yet"
                    let (finding, evidence) = known ?? (.unknown, Judgement.Evidence(words))
                    let subject = Self.subject(monitor, place)
                    findings.append(.init(judgement: Judgement(subject, finding, evidence), monitor: monitor))
                }
            case .measure(let key, let statistic, let bound):
                switch key.measure.gauge {
                case .ofProcess:
                    let subject = Judgement.Subject(endpoint: endpoint, monitor: monitor.name)
                    let value = gauges.process[key.measure]
                    self.hold(value, bound, monitor, subject, key.measure.rawValue, nil, nil, now, &findings)
                case .ofVersion:
                    // Told of versions without requests too: those that wait have not been answered.
                    for (place, values) in gauges.versions.sorted(by: { $0.key < $1.key })
                    where place.endpoint == endpoint {
                        let (value, subject) = (values[key.measure], Self.subject(monitor, place))
                        self.hold(value, bound, monitor, subject, key.measure.rawValue, nil, nil, now, &findings)
                    }
                case nil:
                    for place in places where self.isRecent(place, monitor.window, now) {
                        self.judge(place, key, statistic, bound, monitor, reference, now, &findings)
                    }
                }
            }
        }
        return findings
    }

    /// Forgets subjects that are not judged any more, so that there is room for those that come.
    private mutating func sweep(at now: Timestamp) {
        guard now.since(self.swept) >= Self.sweeping else { return }
        self.swept = now
        self.thresholds = self.thresholds.filter { now.since($0.value.at) < Self.memory }
    }

    private func isRecent(_ place: Place, _ window: Duration, _ now: Timestamp) -> Bool {
        guard let last = self.watches[place]?.last else { return false }
        return now.since(last) <= window + Self.grace
    }

    private static func subject(
        _ monitor: MonitorSpecification,
        _ place: Place,
        _ others: [String: String] = [:]
    ) -> Judgement.Subject {
        let labels = others.merging(["version": place.version.description]) { first, _ in first }
        return Judgement.Subject(endpoint: place.endpoint, monitor: monitor.name, labels: labels)
    }

    private mutating func judge(
        _ place: Place,
        _ key: MeasureKey,
        _ statistic: MonitorSpecification.Statistic,
        _ bound: MonitorSpecification.Bound,
        _ monitor: MonitorSpecification,
        _ reference: (Place, MeasureKey, MonitorSpecification.Statistic) -> Double?,
        _ now: Timestamp,
        _ findings: inout [Finding]
    ) {
        guard let watch = self.watches[place] else { return }
        let segments = monitor.segment.map { watch.segments(by: $0).map(Optional.some) } ?? [nil]
        let slots = key.measure == .requests ? [] : watch.slots(of: key)
        for segment in segments {
            guard let seen = watch.summaries(of: slots, monitor.window, until: now, of: segment) else { continue }
            var labels: [String: String] = [:]
            if let segment { labels[segment.parameter] = segment.value }
            if key.measure == .requests {
                // What came before the beginning is not known, so it is not counted as nothing either.
                let span = min(watch.span(monitor.window, until: now, of: segment), now.since(self.began))
                let rate = seen.requests / max(span.seconds, 1)
                let subject = Self.subject(monitor, place, labels)
                self.hold(rate, bound, monitor, subject, key.measure.rawValue, nil, seen.sampled, now, &findings)
                continue
            }
            for (slot, summary) in zip(slots, seen.summaries) {
                let found = watch.slots[slot]
                if key.feature == nil, let feature = found.feature { labels["feature"] = feature }
                let value = summary?.number(statistic)
                let known = reference(place, found, statistic)
                let subject = Self.subject(monitor, place, labels)
                let what = found.feature.map { "\(found.measure.rawValue) of \($0)" } ?? found.measure.rawValue
                self.hold(value, bound, monitor, subject, what, known, seen.sampled, now, &findings)
            }
        }
    }

    /// Holds a number against a bound: now, or for a bound that is learned of whole windows when the next one is over.
    private mutating func hold(
        _ value: Double?,
        _ bound: MonitorSpecification.Bound,
        _ monitor: MonitorSpecification,
        _ subject: Judgement.Subject,
        _ what: String,
        _ reference: Double?,
        _ requests: Int?,
        _ now: Timestamp,
        _ findings: inout [Finding]
    ) {
        let known = self.thresholds[subject].flatMap { $0.isOf(monitor) ? $0 : nil }
        if let known, case .learned = bound, now.since(known.at) < monitor.window {
            findings.append(.init(judgement: known.judgement, monitor: monitor))
            return
        }
        guard known != nil || self.thresholds.count < Self.maximumSubjects else {
            self.refused += 1
            return
        }
        var watch = known?.watch ?? ThresholdWatch(bound, window: monitor.window)
        let (finding, evidence) = watch.judge(value, of: what, reference: reference, requests: requests)
        let judgement = Judgement(subject, finding, evidence)
        self.thresholds[subject] = Watched(
            watch: watch,
            plan: monitor.subject,
            window: monitor.window,
            at: now,
            judgement: judgement
        )
        findings.append(.init(judgement: judgement, monitor: monitor))
    }
}

extension VersionWatch {
    /// The slots of a measure: of one feature, or of all.
    fileprivate func slots(of key: MeasureKey) -> [Int] {
        let exact = self.slots.indices.filter { self.slots[$0] == key }
        guard exact.isEmpty, key.feature == nil else { return exact }
        return self.slots.indices.filter { self.slots[$0].measure == key.measure }
    }
}
