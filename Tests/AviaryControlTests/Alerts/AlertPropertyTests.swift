import AviaryControl
import AviaryCore
import AviaryTesting
import Foundation
import Testing

/// Whatever happens to alerts, in whatever order.
struct AlertPropertyTests {
    @Test(arguments: 0..<8)
    func `each change is told once, no end of what was told is lost, and a restart changes nothing`(seed: UInt64) throws
    {
        var random = Seeded(seed: seed)
        for _ in 0..<10 {
            var (board, now) = (AlertBoard(), Timestamp(milliseconds: 0))
            /// What was told of each alert, by its number.
            var told: [Int64: [AlertEntry.Transition]] = [:]
            var stored: [Int64: Alert] = [:]
            for _ in 0..<150 {
                now = now.advanced(by: .milliseconds(Int64.random(in: 0...2000, using: &random)))
                let event = try AlertSimulation.event(board, at: now, &random)
                let before = board
                guard let outcome = try? AlertMachine.apply(event, to: board, at: now) else { continue }
                // The same state with the same event comes to the same, also when it was written down in between.
                let data = try JSONEncoder().encode(board)
                let reread = try JSONDecoder().decode(AlertBoard.self, from: data)
                #expect(reread == board)
                let again = try AlertMachine.apply(event, to: reread, at: now)
                #expect(again.board == outcome.board && again.actions == outcome.actions)
                board = outcome.board
                for action in outcome.actions {
                    switch action {
                    case .keep(let alert): stored[alert.number] = alert
                    case .forget(let alert):
                        #expect(alert.state == .pending && told[alert.number] == nil)
                        stored[alert.number] = nil
                    case .record(let entry, _, _):
                        for alert in entry.alerts where entry.isTold && entry.transition != .acknowledged {
                            told[alert.number, default: []].append(entry.transition)
                        }
                    case .silence, .unsilence: break
                    }
                }
                // What is written down is what there is.
                let live = stored.values.filter(\.isLive)
                #expect(Set(live) == Set(board.alerts.values))
                #expect(
                    AlertBoard(alerts: Array(live), silences: Array(board.silences.values), last: board.last).alerts
                        == board.alerts
                )
                #expect(board.last >= before.last)
            }
            for (number, alert) in stored {
                let begins: [[AlertEntry.Transition]] = [[.fired], [.unsilenced]]
                switch (alert.state, alert.isTold) {
                case (_, false): #expect(told[number] == nil)
                case (.resolved, true): #expect(begins.map { $0 + [.resolved] }.contains(told[number] ?? []))
                case (_, true): #expect(begins.contains(told[number] ?? []))
                }
            }
            #expect(told.count > 2)
        }
    }
}
