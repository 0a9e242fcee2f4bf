/// Mean and variance of numbers as they come, by Welford's updates, which keep their digits.
struct RunningMoments: Sendable {
    private(set) var count = 0
    private(set) var mean = 0.0
    private var squares = 0.0

    /// The estimate that divides by `count - 1`; 0 for fewer than two numbers.
    var variance: Double { self.count > 1 ? self.squares / Double(self.count - 1) : 0 }

    mutating func add(_ value: Double) {
        self.count += 1
        let distance = value - self.mean
        self.mean += distance / Double(self.count)
        self.squares += distance * (value - self.mean)
    }
}
