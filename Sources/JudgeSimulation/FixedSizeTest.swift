import RealModule

/// The most powerful test of a fixed size there is for a rate.
///
/// It even knows stable's rate: it counts the candidate's failures, and where the count is the critical one it throws a coin
/// (Neyman and Pearson 1933). No other needs fewer requests.
enum FixedSizeTest {
    /// How many of the candidate's requests it takes.
    ///
    /// - Parameters:
    ///   - rate: stable's rate.
    ///   - worse: the candidate's.
    ///   - alpha: the probability of a false alarm.
    ///   - power: the probability of finding the worse one.
    /// - Returns: the least number that has the power.
    static func requests(rate: Double, worse: Double, alpha: Double, power: Double) -> Int {
        var count = 1
        while self.power(count, rate: rate, worse: worse, alpha: alpha) < power { count += 1 }
        return count
    }

    private static func power(_ count: Int, rate: Double, worse: Double, alpha: Double) -> Double {
        var (alarms, found) = (0.0, 0.0)
        // From the largest count down, until the false alarms are used up.
        for failures in stride(from: count, through: 0, by: -1) {
            let chance = self.chance(failures, of: count, rate: rate)
            let share = min(1, (alpha - alarms) / chance)
            found += share * self.chance(failures, of: count, rate: worse)
            guard share == 1 else { break }
            alarms += chance
        }
        return found
    }

    private static func chance(_ failures: Int, of count: Int, rate: Double) -> Double {
        let (failures, count) = (Double(failures), Double(count))
        let ways = Double.logGamma(count + 1) - .logGamma(failures + 1) - .logGamma(count - failures + 1)
        return .exp(ways + failures * .log(rate) + (count - failures) * .log(onePlus: -rate))
    }
}
