/// Two runs that were made one right after the other.
struct Pair: Sendable {
    /// What it is held against.
    let base: Load.Report
    /// What is held against it.
    let other: Load.Report
}

extension Context {
    /// Loads two things in turn, many times and each time shortly, as ratios near 1 need it.
    ///
    /// Which one comes first changes from pair to pair, and each ratio is made of one pair, so that what disturbs the machine
    /// for longer than some seconds disturbs both alike.
    ///
    /// - Parameters:
    ///   - scenario: in which scenario.
    ///   - lines: the names of both.
    ///   - load: makes the load of the first or the second; how long it lasts is said here.
    /// - Returns: four pairs for each round.
    /// - Throws: ``Trouble`` where a request failed.
    func pairs(in scenario: String, lines: [String], _ load: (Int) -> Load) async throws -> [Pair] {
        var pairs: [Pair] = []
        for round in 0...4 * self.effort.rounds {
            var reports: [Int: Load.Report] = [:]
            for line in round.isMultiple(of: 2) ? [0, 1] : [1, 0] {
                var load = load(line)
                load.seconds = round == 0 ? 1 : max(1, self.effort.seconds / 2)
                reports[line] = try await load.run(in: self.places)
            }
            guard round > 0, let base = reports[0], let other = reports[1] else { continue }
            try self.journal.add(base, scenario: scenario, line: lines[0], round: round)
            try self.journal.add(other, scenario: scenario, line: lines[1], round: round)
            pairs.append(Pair(base: base, other: other))
        }
        return pairs
    }
}
