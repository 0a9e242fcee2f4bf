/// What many simulated rollouts came to: for each, after how many requests it was rolled back, if it was.
struct Study: Sendable {
    /// What the rollouts were watched with.
    let name: String
    private let sorted: [Int]
    private let runs: Int

    init(_ name: String, _ ends: [Int?]) {
        self.name = name
        self.sorted = ends.compactMap { $0 }.sorted()
        self.runs = ends.count
    }

    /// The share that was rolled back.
    var share: Double { Double(self.sorted.count) / Double(self.runs) }

    /// The share that was rolled back by then.
    func share(by requests: Int) -> Double {
        var (low, high) = (0, self.sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if self.sorted[middle] <= requests { low = middle + 1 } else { high = middle }
        }
        return Double(low) / Double(self.runs)
    }

    /// By when a share of all was rolled back; `nil` if fewer were.
    func quantile(_ share: Double) -> Int? {
        let rank = Int((Double(self.runs) * share).rounded(.up))
        return rank >= 1 && rank <= self.sorted.count ? self.sorted[rank - 1] : nil
    }

    /// Simulates rollouts on all cores.
    ///
    /// - Parameters:
    ///   - names: what each rollout is watched with.
    ///   - runs: how many rollouts.
    ///   - rollout: simulates one with a seed, and gives for each name after how many requests it was rolled back.
    /// - Returns: a study for each name.
    static func simulate(
        _ names: [String],
        runs: Int,
        _ rollout: @escaping @Sendable (UInt64) -> [Int?]
    ) async -> [Study] {
        let ends = await withTaskGroup(of: [Int?].self) { group in
            for seed in 0..<runs { group.addTask { rollout(UInt64(seed)) } }
            return await group.reduce(into: [[Int?]]()) { $0.append($1) }
        }
        return names.indices.map { index in Study(names[index], ends.map { $0[index] }) }
    }
}
