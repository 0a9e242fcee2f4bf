internal import AviaryControl
internal import AviaryCore

extension MonitorSpecification {
    /// What stands in a manifest at `spec.monitors`, in full.
    var value: ManifestValue {
        var entries: [(key: String, value: ManifestValue)] = [("name", .text(self.name))]
        switch self.subject {
        case .measure(let key, let statistic, let bound):
            entries.append(("measure", .plain(key.measure.rawValue)))
            if let feature = key.feature { entries.append(("feature", .text(feature))) }
            switch statistic {
            case .mean: break
            case .quantile(let quantile): entries.append(("quantile", .plain(QuantileText.print(quantile))))
            case .share(let word): entries.append(("share", .text(word)))
            }
            entries += [bound.entry, ("window", .time(self.window))]
        case .drift(let drift): entries += drift.entries
        case .absence(let time): entries.append(("absence", .time(time)))
        }
        if let segment { entries.append(("segment", .text(segment))) }
        entries += [
            ("for", .time(self.pending)), ("keepFiring", .time(self.keepFiring)),
            ("severity", .plain(self.severity.rawValue)),
        ]
        return .mapping(entries)
    }
}

extension MonitorSpecification.Bound {
    fileprivate var entry: (key: String, value: ManifestValue) {
        switch self {
        case .above(let number): ("above", .number(number))
        case .below(let number): ("below", .number(number))
        case .awayFromReference(let share): ("awayFromReference", .number(share))
        case .learned(let accepted): ("falseAlarms", .plain(accepted.text))
        }
    }
}

extension MonitorSpecification.Drift {
    fileprivate var entries: [(key: String, value: ManifestValue)] {
        var entries: [(key: String, value: ManifestValue)] = [("drift", .plain(self.kind.rawValue))]
        switch self.reference {
        case .version: entries.append(("reference", .plain("version")))
        case .first(let count): entries.append(("reference", .mapping([("first", .plain("\(count)"))])))
        case .window(let from, let to):
            entries.append(("reference", .mapping([("from", .text(from.iso8601)), ("to", .text(to.iso8601))])))
        }
        entries.append(("falseAlarms", .plain(self.falseAlarms.text)))
        if let test { entries.append(("test", .text(test))) }
        return entries + [("window", .plain("\(self.window)"))]
    }
}
