import AviaryControl
import AviaryStatistics

/// The questions that the simulation answers.
enum Studies {
    static let alpha = 0.05

    private static func judge(_ kind: MetricPlan.Kind) -> MetricJudge {
        MetricJudge(MetricPlan(kind: kind, levels: ErrorLevels(above: self.alpha, below: self.alpha)))
    }

    /// How many rollouts of a candidate that is stable's twin are rolled back, when 1 % of the requests fail.
    ///
    /// - Parameters:
    ///   - runs: how many rollouts.
    ///   - requests: how many requests each of them has.
    /// - Returns: a study for each way of watching.
    static func twinsByFailures(runs: Int, requests: Int) async -> [Study] {
        let names = ["Aviary, failures, after every request", "Mann-Whitney U, failures, every 100 requests"]
        return await Study.simulate(names, runs: runs) { seed in
            var traffic = Traffic(seed: seed)
            var judge = self.judge(.rate)
            var test = MannWhitney(bins: 2)
            var ends: [Int?] = [nil, nil]
            for request in 1...requests {
                let (arm, failure) = (traffic.arm(), traffic.failure(rate: 0.01))
                judge.add(failure, to: arm)
                if ends[0] == nil, judge.verdict == .fail { ends[0] = request }
                test.add(Int(failure), to: arm)
                if ends[1] == nil, request % 100 == 0, test.isAlarmed { ends[1] = request }
            }
            return ends
        }
    }

    /// The same, watched by latencies.
    static func twinsByLatencies(runs: Int, requests: Int) async -> [Study] {
        let names = [
            "Aviary, mean latency (asymptotic), after every request", "Aviary, 95th percentile, after every request",
            "Mann-Whitney U, latencies, every 100 requests",
        ]
        return await Study.simulate(names, runs: runs) { seed in
            var traffic = Traffic(seed: seed)
            var judges = [self.judge(.mean), self.judge(.quantile(0.95))]
            var test = MannWhitney(bins: 2000)
            var ends: [Int?] = [nil, nil, nil]
            for request in 1...requests {
                let (arm, latency) = (traffic.arm(), traffic.latency())
                for index in judges.indices {
                    judges[index].add(latency, to: arm)
                    if ends[index] == nil, judges[index].verdict == .fail { ends[index] = request }
                }
                test.add(min(1999, Int(latency * 10)), to: arm)
                if ends[2] == nil, request % 100 == 0, test.isAlarmed { ends[2] = request }
            }
            return ends
        }
    }

    /// After how many of its requests a candidate is rolled back that fails at a rate, where stable's is 1 %.
    static func worse(rate: Double, runs: Int, requests: Int) async -> Study {
        await Study.simulate(["Aviary"], runs: runs) { seed in
            // Other requests than those of the twins.
            var traffic = Traffic(seed: seed + 1 << 32)
            var judge = self.judge(.rate)
            for _ in 1...requests {
                let arm = traffic.arm()
                judge.add(traffic.failure(rate: arm == .control ? 0.01 : rate), to: arm)
                if judge.verdict == .fail { return [judge.counts.treatment] }
            }
            return [nil]
        }[0]
    }
}
