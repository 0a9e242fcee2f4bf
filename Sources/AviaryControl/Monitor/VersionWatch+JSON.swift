package import AviaryCore

extension MonitorBook.Finding {
    /// What is said, for programs.
    package var json: JSONValue {
        let (judgement, evidence) = (self.judgement, self.judgement.evidence)
        let labels = judgement.subject.labels.sorted { $0.key < $1.key }
        return [
            "id": .string(judgement.subject.id),
            "endpoint": .string(judgement.subject.endpoint.rawValue),
            "monitor": .string(self.monitor.name),
            "labels": .object(labels.map { .init($0.key, .string($0.value)) }),
            "severity": .string(self.monitor.severity.rawValue),
            "finding": .string(judgement.finding.rawValue),
            "summary": .string(evidence.summary),
            "value": .finite(evidence.value),
            "bound": .finite(evidence.bound),
            "test": evidence.test.map { .string($0) } ?? .null,
            "statistic": .finite(evidence.statistic),
            "p_value": .finite(evidence.pValue),
            "since": evidence.since.map { .string($0.iso8601) } ?? .null,
            "requests": evidence.requests.map { .integer($0) } ?? .null,
            "ranking": .array(
                evidence.ranking.map {
                    ["feature": .string($0.feature), "distance": .finite($0.distance), "p_value": .finite($0.pValue)]
                }
            ),
        ]
    }
}

extension MonitorSpecification {
    /// The monitor for programs.
    package var json: JSONValue {
        [
            "name": .string(self.name),
            "watches": .string(self.subject.usualName),
            "severity": .string(self.severity.rawValue),
            "window_seconds": .seconds(self.window),
            "for_seconds": .seconds(self.pending),
            "keep_firing_seconds": .seconds(self.keepFiring),
            "segment": self.segment.map { .string($0) } ?? .null,
        ]
    }
}

extension MeasureWindow {
    /// What a stretch of time was like, for programs.
    ///
    /// - Parameters:
    ///   - slots: what is measured, by slot.
    ///   - length: how long the stretch really is.
    /// - Returns: the requests, and an entry for each measure of which something was said.
    package func json(slots: [MeasureKey], length: Duration) -> JSONValue {
        let measures = slots.enumerated().compactMap { slot, key in
            self.summaries[slot].map { $0.json(of: key) }
        }
        let seconds = max(length.seconds, 1)
        return [
            "requests": .finite(self.requests.rounded()),
            "requests_per_second": .finite(self.requests / seconds),
            "sampled": .integer(self.sampled),
            "measures": .array(measures),
        ]
    }
}

extension Gauges {
    /// What the system says of a version, for programs.
    ///
    /// - Parameter values: a number for each gauge.
    /// - Returns: an entry for each, by name.
    package static func json(_ values: [Measure: Double]) -> JSONValue {
        .array(
            values.sorted { $0.key.rawValue < $1.key.rawValue }.map { measure, value in
                ["measure": .string(measure.rawValue), "unit": .string(measure.unit), "value": .finite(value)]
            }
        )
    }
}

extension Summary {
    /// What is known of a measure, for programs.
    ///
    /// - Parameter key: the measure.
    /// - Returns: its numbers, by their names.
    func json(of key: MeasureKey) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("measure", .string(key.measure.rawValue)),
            .init("feature", key.feature.map { .string($0) } ?? .null),
            .init("unit", .string(key.measure.unit)),
            .init("count", .integer(self.count)),
            .init("missing", .integer(self.missing)),
        ]
        switch key.measure.form {
        case .number:
            members.append(.init("mean", .finite(self.mean)))
            for statistic in MeasureStatistic.allCases {
                guard let quantile = statistic.quantile else { continue }
                members.append(.init(statistic.rawValue, .finite(self.quantile(quantile))))
            }
        case .share, .gauge: members.append(.init("share", .finite(self.mean)))
        case .category:
            let words = self.mostFrequent(20).map { word, count -> JSONValue in
                ["category": .string(word), "share": .finite(Double(count) / Double(max(self.count, 1)))]
            }
            members.append(.init("categories", .array(words)))
        }
        return .object(members)
    }
}
