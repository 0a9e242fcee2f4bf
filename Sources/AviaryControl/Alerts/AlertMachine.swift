package import AviaryCore

/// Makes alerts of judgements: pure, with the time passed in.
///
/// | state | breached | well | unknown |
/// | --- | --- | --- | --- |
/// | none | pending, or firing where the monitor does not wait | | |
/// | pending | firing once it was breached for `pending` | none | |
/// | firing | goes on | resolved once it was well for `keepFiring` | |
///
/// `unknown` neither fires nor resolves: too little has come to say anything. With its monitor or its version an alert is over. Who wants an alert when nothing comes writes a
/// monitor of absence. Times count from judgement to judgement, so a pending alert fires only with a breach that was seen.
///
/// Each change is told once. While a silence holds, nobody is told that an alert fires; if it still fires when the silence
/// ends, that is told then. That an alert is over is told if, and only if, it was told that it fires, silence or not: nobody is
/// left with an alert that never ends.
package enum AlertMachine {
    /// What has become of the state, and what follows from it.
    package typealias Outcome = (board: AlertBoard, actions: [AlertAction])

    /// Lets something happen.
    ///
    /// - Parameters:
    ///   - event: what happens.
    ///   - board: what there is.
    ///   - now: the time.
    /// - Returns: what there is now, and what follows; no actions where nothing has changed.
    /// - Throws: `AviaryError` with code `notFound` for an alert or a silence that is not there, `exhausted` for a silence
    ///   too many.
    package static func apply(
        _ event: AlertEvent,
        to board: AlertBoard,
        at now: Timestamp
    ) throws(AviaryError) -> Outcome {
        var turn = AlertTurn(board, at: now)
        switch event {
        case .judged(let round): for judged in round { turn.consider(judged) }
        case .ticked: turn.endSilences()
        case .acknowledged(let id, let person, let comment): try turn.acknowledge(id, person, comment)
        case .silenced(let silence): try turn.silence(silence)
        case .unsilenced(let id): try turn.unsilence(id)
        case .watched(let endpoint, let monitors):
            turn.withdraw(endpoint, "the monitor is gone") { !monitors.contains($0.subject.monitor) }
        case .served(let endpoint, let versions):
            turn.withdraw(endpoint, "the version is gone") { $0.version.map { !versions.contains($0) } ?? false }
        }
        return turn.outcome
    }
}
