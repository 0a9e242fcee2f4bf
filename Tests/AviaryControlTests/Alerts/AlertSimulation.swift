import AviaryControl
import AviaryCore
import AviaryTesting

/// Judgements, silences and people, by chance.
struct AlertSimulation {
    static let features = ["a", "b", "c", "d"]

    static func judgement(_ feature: String, _ letter: Character, monitor: String = "missing") throws -> Judgement {
        let finding: Judgement.Finding =
            switch letter {
            case "!": .breached
            case "+": .well
            default: .unknown
            }
        let subject = Judgement.Subject(
            endpoint: try ModelName("fraud"),
            monitor: monitor,
            labels: ["feature": feature]
        )
        return Judgement(subject, finding, Judgement.Evidence("\(feature) is \(letter)", value: 1, bound: 0.5))
    }

    static func silence(_ id: String, feature: String, from: Int64, to: Int64) throws -> Silence {
        try Silence(
            id: id,
            matchers: [Silence.Matcher("feature", feature)],
            starts: Timestamp(milliseconds: from),
            ends: Timestamp(milliseconds: to),
            author: "eve",
            comment: ""
        )
    }

    /// Something that may happen.
    static func event(_ board: AlertBoard, at now: Timestamp, _ random: inout Seeded) throws -> AlertEvent {
        switch Int.random(in: 0..<20, using: &random) {
        case 0:
            let feature = Self.features.randomElement(using: &random) ?? "a"
            let from = now.milliseconds + Int64.random(in: -5000...5000, using: &random)
            let length = Int64.random(in: 1...30_000, using: &random)
            let id = "s\(Int.random(in: 0..<1000, using: &random))"
            return .silenced(try Self.silence(id, feature: feature, from: from, to: from + length))
        case 1: return .unsilenced(id: board.silences.keys.sorted().randomElement(using: &random) ?? "none")
        case 2:
            let id = board.alerts.values.map(\.id).sorted().randomElement(using: &random) ?? "none"
            return .acknowledged(id: id, by: "eve", comment: "")
        case 3:
            let monitors: Set<String> = Bool.random(using: &random) ? ["missing"] : ["missing", "drift"]
            return .watched(try ModelName("fraud"), monitors: monitors)
        case 4: return .served(try ModelName("fraud"), versions: [])
        case 5...6: return .ticked
        default:
            let rule = AlertRule(pending: .seconds(2), keepFiring: .seconds(3))
            return .judged(
                try Self.features.shuffled(using: &random).flatMap { feature in
                    try ["missing", "drift"].map { monitor in
                        let letter = "!!!++?".randomElement(using: &random) ?? "?"
                        return .init(try Self.judgement(feature, letter, monitor: monitor), rule)
                    }
                }
            )
        }
    }
}
