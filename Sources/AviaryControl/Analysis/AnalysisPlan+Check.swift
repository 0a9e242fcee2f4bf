internal import AviaryCore

extension AnalysisPlan {
    /// Checks what can be checked before any request.
    ///
    /// - Throws: `AviaryError` with code `invalidArgument` that names what cannot be.
    func check() throws(AviaryError) {
        guard self.alpha > 0, self.alpha < 0.5 else {
            throw AviaryError(.invalidArgument, "alpha is above 0 and below 0.5, got \(self.alpha)")
        }
        guard !self.metrics.isEmpty else {
            throw AviaryError(.invalidArgument, "an analysis has at least one metric: without one, all would pass")
        }
        var names: Set<String> = []
        for (index, metric) in self.metrics.enumerated() {
            do throws(AviaryError) {
                try metric.check()
                guard names.insert(metric.name).inserted else {
                    throw AviaryError(.invalidArgument, "the name '\(metric.name)' occurs twice")
                }
            } catch {
                throw error.at("metrics[\(index)]")
            }
        }
    }
}

extension AnalysisMetric {
    fileprivate func check() throws(AviaryError) {
        guard !self.name.isEmpty, self.name.utf8.count <= 64 else {
            throw AviaryError(.invalidArgument, "a metric's name has 1 to 64 characters, got '\(self.name.prefix(80))'")
        }
        guard self.margin.isFinite else {
            throw AviaryError(.invalidArgument, "a margin is a finite number, got \(self.margin)")
        }
        switch self.measure {
        case .errorRate, .emptyRate, .confidence, .labelError, .retryRate, .correctionRate:
            try self.checkMargin()
        case .slowerThan(.absolute(let bound)):
            try self.checkMargin()
            guard bound > .zero else { throw AviaryError(.invalidArgument, "what is slow takes longer than 0s") }
        case .slowerThan(.stableQuantile(let quantile)):
            try self.checkMargin()
            try self.checkQuantile(quantile)
        case .latencyQuantile(let quantile): try self.checkQuantile(quantile)
        case .latencyMean: return
        case .fallbackRate, .classShares, .disagreement:
            guard self.margin >= 0, self.margin < 1 else {
                throw AviaryError(
                    .invalidArgument,
                    "the margin of \(self.measure.word) is at least 0 and below 1, got \(self.margin)"
                )
            }
        case .prometheus(let check):
            guard check.query?.isEmpty == false, check.below != nil || check.above != nil else {
                throw AviaryError(.invalidArgument, "a Prometheus check has a query, and a threshold below or above")
            }
            try check.check()
        case .webhook(let check): try check.check()
        }
    }

    private func checkMargin() throws(AviaryError) {
        guard self.margin > -1, self.margin < 1 else {
            throw AviaryError(
                .invalidArgument,
                "the margin of \(self.measure.word) is above -1 and below 1, got \(self.margin)"
            )
        }
    }

    private func checkQuantile(_ quantile: Double) throws(AviaryError) {
        guard quantile > 0, quantile < 1 else {
            throw AviaryError(.invalidArgument, "a quantile is above 0 and below 1, got \(quantile)")
        }
    }
}

extension AnalysisMetric.ExternalCheck {
    fileprivate func check() throws(AviaryError) {
        guard self.interval > .zero, self.timeout > .zero else {
            throw AviaryError(.invalidArgument, "interval and timeout are longer than 0s")
        }
        guard self.failureLimit >= 0 else {
            throw AviaryError(.invalidArgument, "the failure limit is not negative, got \(self.failureLimit)")
        }
        for threshold in [self.below, self.above] where threshold?.isFinite == false {
            throw AviaryError(.invalidArgument, "a threshold is a finite number")
        }
        if let below, let above, above >= below {
            throw AviaryError(.invalidArgument, "no value is below \(below) and above \(above)")
        }
    }
}
