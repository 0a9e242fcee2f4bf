internal import AviaryCore

/// The usual lists of steps, by name.
package enum Strategy: String, Sendable, Hashable, Codable, CaseIterable {
    /// A first look: the candidate gets copies, and a person decides what comes of it.
    case shadow
    /// Some trust: one request in twenty, then all or none.
    case canary
    /// For a product that is new, or after a canary: ever more, judged at each step.
    case ramp
    /// For replacing a system: a person looks at the candidate, all requests go over at once, stable stays warm.
    case blueGreen = "blue-green"
    /// Shadow, canary, ramp and bake in one: the default.
    case progressive
    /// No questions: for development, and for what is known to be right.
    case allAtOnce = "all-at-once"

    /// The steps.
    ///
    /// - Parameter analysis: how each analysis is done.
    /// - Returns: the steps, in their order.
    package func steps(analysis: AnalysisPlan = AnalysisPlan()) -> [RolloutStep] {
        switch self {
        case .shadow: [.mirror(.percent(20)), .analysis(analysis), .pause(nil)]
        case .canary: [.setWeight(.percent(5)), .analysis(analysis)]
        case .ramp: Self.ramp([1, 5, 10, 25, 50], analysis) + [.setWeight(.all)]
        case .blueGreen:
            [.preview, .pause(nil), .switch, .bake(Self.bakeTime)]
        case .progressive:
            [.mirror(.percent(20)), .analysis(analysis), .mirror(.none)]
                + Self.ramp([5, 25, 50], analysis) + [.setWeight(.all), .bake(Self.bakeTime)]
        case .allAtOnce: [.switch]
        }
    }

    private static let bakeTime = Duration.seconds(10 * 60)

    private static func ramp(_ percents: [Int], _ analysis: AnalysisPlan) -> [RolloutStep] {
        percents.flatMap { [.setWeight(.percent($0)), .analysis(analysis)] }
    }
}
