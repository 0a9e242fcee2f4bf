/// The same request to several servers in turn, as fast as they answer.
struct Throughput: Scenario {
    let name: String
    let title: String
    let request: Request
    let connections: Int
    let lines: [Line]
    let budgets: [Budget]

    /// One of those that are compared.
    struct Line: Sendable {
        let name: String
        let server: Server
        /// Whose infer path is called.
        let model: String
    }

    /// How one line is held against another.
    struct Budget: Sendable {
        let line: String
        let other: String
        let figure: Figure
        let bound: Verdict.Bound
    }

    /// What of a run is compared.
    enum Figure: Sendable {
        /// Requests a second.
        case rate
        /// The latency that half of the requests stay under.
        case p50
        /// The latency that 99 of 100 requests stay under.
        case p99

        /// What stands before the name of the other line.
        var words: String {
            switch self {
            case .rate: ""
            case .p50: "the p50 of "
            case .p99: "the p99 of "
            }
        }
    }

    func measure(in context: Context) async throws -> Outcome {
        let lines = self.lines.filter { !(context.isWithoutAviary && $0.server.isAviary) }
        var servers: [Server] = []
        for line in lines where !servers.contains(line.server) { servers.append(line.server) }
        let reports = try await context.withServers(servers, answering: self.request) { running in
            try await self.reports(lines: lines, running: running, context: context)
        }
        return self.outcome(of: reports, lines: lines)
    }

    /// Loads every line in turn, round by round, so that what disturbs the machine disturbs all of them.
    private func reports(
        lines: [Line],
        running: [RunningServer],
        context: Context
    ) async throws -> [String: [Load.Report]] {
        var reports: [String: [Load.Report]] = [:]
        for round in 0...context.effort.rounds {
            for line in lines {
                guard let server = running.first(where: { $0.server == line.server }) else { continue }
                let isWarmUp = round == 0
                let load = Load(
                    server: server,
                    request: self.request.to(line.model),
                    connections: self.connections,
                    seconds: isWarmUp ? 1 : context.effort.seconds
                )
                let report = try await load.run(in: context.places)
                if isWarmUp { continue }
                try context.journal.add(report, scenario: self.name, line: line.name, round: round)
                reports[line.name, default: []].append(report)
            }
        }
        return reports
    }

    private func outcome(of reports: [String: [Load.Report]], lines: [Line]) -> Outcome {
        var outcome = Outcome()
        for line in lines { outcome.lines.append((reports[line.name] ?? []).line(name: line.name)) }
        for budget in self.budgets {
            guard let own = reports[budget.line], let other = reports[budget.other] else { continue }
            let value = own.median(of: budget.figure) / other.median(of: budget.figure)
            let unit = "× \(budget.figure.words)\(budget.other)"
            outcome.verdicts.append(Verdict(value: value, unit: unit, bound: budget.bound))
        }
        return outcome
    }
}

extension [Load.Report] {
    /// The median of a figure.
    ///
    /// - Parameter figure: what of each run.
    /// - Returns: requests a second or microseconds.
    func median(of figure: Throughput.Figure) -> Double {
        switch figure {
        case .rate: self.map(\.rate).median
        case .p50: self.map { Double($0.p50) }.median
        case .p99: self.map { Double($0.p99) }.median
        }
    }

    /// The runs as a line of the table.
    ///
    /// - Parameter name: whose runs they are.
    /// - Returns: medians of the rate, the latencies and the processor time of a request, and the rates' spread.
    func line(name: String) -> String {
        let rates = self.map(\.rate)
        let p50 = self.map { Double($0.p50) / 1000 }.median
        let p99 = self.map { Double($0.p99) / 1000 }.median
        let cost = self.map(\.cost).median
        let rate = rates.median.text(rates.median < 100 ? 1 : 0)
        return "\(name.left(26)) \(rate.right(9)) /s   p50 \(p50.text(3).right(8)) ms   "
            + "p99 \(p99.text(3).right(8)) ms   CPU \(cost.text(1).right(8)) µs   spread \(rates.spread.text(0).right(3)) %"
    }
}

extension Journal {
    /// Keeps one run of the load generator.
    ///
    /// - Parameters:
    ///   - report: what was measured.
    ///   - scenario: in which scenario.
    ///   - line: whose run it was.
    ///   - round: the run's number, from 1.
    /// - Throws: the system's error.
    func add(_ report: Load.Report, scenario: String, line: String, round: Int) throws {
        let measures: [String: Double] = [
            "requests": Double(report.requests), "seconds": Double(report.microseconds) / 1e6,
            "requestsPerSecond": report.rate, "p50Microseconds": Double(report.p50),
            "p90Microseconds": Double(report.p90), "p99Microseconds": Double(report.p99),
            "maxMicroseconds": Double(report.max), "processorMicroseconds": report.cost,
        ]
        try self.add(Entry(scenario: scenario, line: line, round: round, measures: measures))
    }
}
