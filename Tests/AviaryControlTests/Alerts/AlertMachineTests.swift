import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

struct AlertMachineTests {
    /// What was told, in a word each: `fired a` or `resolved a b`; in brackets where nobody is to be told.
    private static func told(_ actions: [AlertAction]) -> [String] {
        actions.compactMap { action in
            guard case .record(let entry, _, _) = action else { return nil }
            let names = entry.alerts.map { $0.subject.labels["feature"] ?? "?" }.joined(separator: " ")
            let words = "\(entry.transition.rawValue) \(names)"
            return entry.isTold ? words : "(\(words))"
        }
    }

    /// Plays rounds a second apart; a letter for each feature's finding: `+` well, `!` breached, `?` unknown.
    private static func play(_ rounds: [String], _ rule: AlertRule = AlertRule()) throws -> [[String]] {
        var board = AlertBoard()
        return try rounds.enumerated().map { second, findings in
            let round = try zip(["a", "b", "c"], findings).map { feature, letter in
                AlertEvent.Judged(try AlertSimulation.judgement(feature, letter), rule)
            }
            let now = Timestamp(milliseconds: Int64(second) * 1000)
            let outcome = try AlertMachine.apply(.judged(round), to: board, at: now)
            board = outcome.board
            return Self.told(outcome.actions)
        }
    }

    @Test(arguments: [
        (0, 0, "!!+", "fired a | | resolved a"),
        (2, 0, "!!!!+", " | | fired a | | resolved a"),
        (2, 0, "!!+!!!", " | | | | | fired a"),
        (2, 0, "!?!+", " | | fired a | resolved a"),
        (2, 0, "!???", " | | | "),
        (0, 2, "!+++", "fired a | | | resolved a"),
        (0, 2, "!++!+++", "fired a | | | | | | resolved a"),
        (0, 2, "!+?++", "fired a | | | resolved a | "),
        (0, 0, "?+?+", " | | | "),
        (0, 0, "!??+", "fired a | | | resolved a"),
        (0, 0, "!+!+", "fired a | resolved a | fired a | resolved a"),
    ])
    func `an alert waits, fires, holds on and is over`(
        pending: Int64,
        keep: Int64,
        findings: String,
        told: String
    ) throws {
        let rule = AlertRule(pending: .seconds(pending), keepFiring: .seconds(keep))
        let rounds = try Self.play(findings.map { String($0) }, rule)
        #expect(rounds.map { $0.joined(separator: ";") } == told.split(separator: "|").map { $0.trimming(" ") })
    }

    @Test func `features of one monitor that are breached in one round make one notice`() throws {
        #expect(try Self.play(["!!+", "!!!", "++!"]) == [["fired a b"], ["fired c"], ["resolved a b"]])
    }

    @Test func `what was silenced is told when the silence ends, and then also that it is over`() throws {
        let judged = AlertEvent.judged([.init(try AlertSimulation.judgement("a", "!"), AlertRule())])
        let well = AlertEvent.judged([.init(try AlertSimulation.judgement("a", "+"), AlertRule())])
        let silence = try AlertSimulation.silence("s", feature: "a", from: 0, to: 10)
        var board = try AlertMachine.apply(.silenced(silence), to: AlertBoard(), at: .init(milliseconds: 0)).board
        let fired = try AlertMachine.apply(judged, to: board, at: .init(milliseconds: 1))
        #expect(Self.told(fired.actions) == ["(fired a)"])
        board = fired.board
        let over = try AlertMachine.apply(well, to: board, at: .init(milliseconds: 2))
        #expect(Self.told(over.actions) == ["(resolved a)"])
        #expect(Self.told(try AlertMachine.apply(.ticked, to: board, at: .init(milliseconds: 9)).actions) == [])
        let ended = try AlertMachine.apply(.ticked, to: board, at: .init(milliseconds: 10))
        #expect(Self.told(ended.actions) == ["unsilenced a"] && ended.board.silences.isEmpty)
        #expect(Self.told(try AlertMachine.apply(.ticked, to: ended.board, at: .init(milliseconds: 11)).actions) == [])
        let later = try AlertMachine.apply(well, to: ended.board, at: .init(milliseconds: 12))
        #expect(Self.told(later.actions) == ["resolved a"])
    }

    @Test func `a monitor that is gone takes its alerts with it`() throws {
        let judged = AlertEvent.judged([.init(try AlertSimulation.judgement("a", "!"), AlertRule())])
        let board = try AlertMachine.apply(judged, to: AlertBoard(), at: .init(milliseconds: 1)).board
        let name = try ModelName("fraud")
        let same = try AlertMachine.apply(.watched(name, monitors: ["missing"]), to: board, at: .init(milliseconds: 2))
        #expect(same.board == board && same.actions.isEmpty)
        let gone = try AlertMachine.apply(.watched(name, monitors: []), to: board, at: .init(milliseconds: 2))
        #expect(Self.told(gone.actions) == ["resolved a"] && gone.board.alerts.isEmpty)
    }

    @Test func `more alerts than there is room for are counted, and take their place when there is some`() throws {
        let names = (0..<AlertBoard.maximumAlerts + 3).map { "f\($0)" }
        let round = try names.map { AlertEvent.Judged(try AlertSimulation.judgement($0, "!"), AlertRule()) }
        let full = try AlertMachine.apply(.judged(round), to: AlertBoard(), at: .init(milliseconds: 1))
        #expect(full.board.alerts.count == AlertBoard.maximumAlerts && full.board.overflow == 3)
        #expect(Self.told(full.actions).count == 20)
        let well = try AlertSimulation.judgement("f0", "+")
        let last = try AlertSimulation.judgement("f1002", "!")
        let next = AlertEvent.judged([.init(well, AlertRule()), .init(last, AlertRule())])
        let outcome = try AlertMachine.apply(next, to: full.board, at: .init(milliseconds: 2))
        #expect(Self.told(outcome.actions) == ["fired f1002", "resolved f0"])
    }

    @Test func `who is taken care of says by whom`() throws {
        let judged = AlertEvent.judged([.init(try AlertSimulation.judgement("a", "!"), AlertRule())])
        let board = try AlertMachine.apply(judged, to: AlertBoard(), at: .init(milliseconds: 1)).board
        let event = AlertEvent.acknowledged(id: "a1", by: "eve", comment: "on it")
        let outcome = try AlertMachine.apply(event, to: board, at: .init(milliseconds: 2))
        #expect(Self.told(outcome.actions) == ["acknowledged a"])
        #expect(outcome.board.alert("a1")?.acknowledgement?.by == "eve")
        #expect(outcome.board.alert("a1")?.history.map(\.what) == ["pending", "firing", "acknowledged"])
        let error = #expect(throws: AviaryError.self) {
            try AlertMachine.apply(.acknowledged(id: "a2", by: "", comment: ""), to: board, at: .init(milliseconds: 2))
        }
        #expect(error?.code == .notFound)
    }

    @Test(arguments: ["", "age", "=x", "feature=~a.*", "a!~b"])
    func `what is no matcher is refused`(text: String) {
        #expect(throws: AviaryError.self) { try Silence.Matcher(parsing: text) }
    }

    @Test(arguments: [
        ("feature=age", ["feature": "age"], true), ("feature=\"age\"", ["feature": "age"], true),
        ("feature!=age", ["feature": "age"], false), ("feature!=age", [:], true), ("feature=", [:], true),
    ])
    func `a matcher fits by equality`(text: String, labels: [String: String], fits: Bool) throws {
        let matchers = [try Silence.Matcher(parsing: text), Silence.Matcher("all", "1")]
        let silence = try Silence(
            id: "s",
            matchers: matchers,
            starts: .init(milliseconds: 5),
            ends: .init(milliseconds: 7),
            author: "",
            comment: ""
        )
        let labels = labels.merging(["all": "1"]) { old, _ in old }
        #expect(
            [4, 5, 6, 7].map { silence.holds(for: labels, at: .init(milliseconds: $0)) } == [false, fits, fits, false]
        )
        #expect(try Silence.Matcher(parsing: matchers[0].text) == matchers[0])
    }
}

extension Substring {
    fileprivate func trimming(_ character: Character) -> String {
        String(self.drop { $0 == character }.reversed().drop { $0 == character }.reversed())
    }
}
