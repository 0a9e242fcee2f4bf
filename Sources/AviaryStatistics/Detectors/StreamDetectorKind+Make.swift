extension StreamDetectorKind {
    /// Makes the detector.
    ///
    /// - Parameter values: by the names of ``parameters``, in which letters' case, `_` and `-` do not count; of words, the
    ///   place in their list. What is left out has its default.
    /// - Returns: a detector that has not seen a number.
    /// - Throws: an error that names the parameters that are known, or the range of one.
    public func make(_ values: [String: Double] = [:]) throws(StreamDetectorError) -> any StreamDetector {
        let given = try Values(self, values)
        switch self {
        case .adwin:
            return ADWIN(
                delta: given["delta"],
                clock: given.whole("clock"),
                maxBuckets: given.whole("max_buckets"),
                minWindowLength: given.whole("min_window_length"),
                gracePeriod: given.whole("grace_period")
            )
        case .ddm:
            return DDM(
                warmStart: given.whole("warm_start"),
                warningThreshold: given["warning_threshold"],
                driftThreshold: given["drift_threshold"]
            )
        case .eddm:
            guard given["alpha"] >= given["beta"] else {
                throw .inconsistent(self, rule: "alpha is at least beta, got \(given["alpha"]) and \(given["beta"])")
            }
            return EDDM(warmStart: given.whole("warm_start"), alpha: given["alpha"], beta: given["beta"])
        case .hddmA:
            return HDDMA(
                driftConfidence: given["drift_confidence"],
                warningConfidence: given["warning_confidence"],
                twoSidedTest: given.whole("two_sided_test") == 1
            )
        case .hddmW:
            return HDDMW(
                driftConfidence: given["drift_confidence"],
                warningConfidence: given["warning_confidence"],
                lambdaVal: given["lambda_val"],
                twoSidedTest: given.whole("two_sided_test") == 1
            )
        case .kswin:
            let (window, compared) = (given.whole("window_size"), given.whole("stat_size"))
            guard window >= 2 * compared else {
                throw .inconsistent(
                    self,
                    rule: "window_size is at least twice stat_size, got \(window) and \(compared)"
                )
            }
            return KSWIN(
                alpha: given["alpha"],
                windowSize: window,
                statSize: compared,
                seed: UInt64(given.whole("seed"))
            )
        case .pageHinkley:
            return PageHinkley(
                minInstances: given.whole("min_instances"),
                delta: given["delta"],
                threshold: given["threshold"],
                alpha: given["alpha"],
                mode: ChangeDirection.allCases[given.whole("mode")]
            )
        case .cusum:
            return CUSUM(
                minInstances: given.whole("min_instances"),
                delta: given["delta"],
                threshold: given["threshold"],
                target: given.optional("target"),
                mode: ChangeDirection.allCases[given.whole("mode")]
            )
        case .eDetector:
            return EDetector(baseline: given["baseline"], averageRunLength: given["average_run_length"])
        }
    }

    /// The parameter of a name.
    ///
    /// - Parameter name: as people type it; letters' case, `_` and `-` do not count.
    /// - Returns: one of ``parameters``.
    /// - Throws: an error that names the known ones.
    public func parameter(named name: String) throws(StreamDetectorError) -> DetectorParameter {
        guard let parameter = self.parameters.first(where: { $0.isCalled(name) }) else {
            throw .unknownParameter(name, of: self)
        }
        return parameter
    }

    /// All parameters' values, each in its range.
    private struct Values {
        private var values: [String: Double] = [:]

        init(_ kind: StreamDetectorKind, _ given: [String: Double]) throws(StreamDetectorError) {
            for parameter in kind.parameters { self.values[parameter.name] = parameter.defaultValue }
            // In an order of its own, so that of two mistakes always the same one is told.
            for (name, value) in given.sorted(by: { $0.key < $1.key }) {
                let parameter = try kind.parameter(named: name)
                guard parameter.range.contains(value) else {
                    throw .outOfRange(parameter, of: kind, value: parameter.text(of: value))
                }
                self.values[parameter.name] = value
            }
            for parameter in kind.parameters where parameter.isRequired && self.values[parameter.name] == nil {
                throw .missingParameter(parameter, of: kind)
            }
        }

        /// A parameter that has a default or is required.
        subscript(name: String) -> Double { self.values[name, default: .nan] }

        func optional(_ name: String) -> Double? { self.values[name] }

        func whole(_ name: String) -> Int { Int(exactly: self[name]) ?? 0 }
    }
}
