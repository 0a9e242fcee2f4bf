internal import AviaryControl
internal import Logging

extension ControlLoop {
    /// Tells the log and the metrics what has been written down.
    func note(_ recorded: RecordedEvent) {
        let event = recorded.event
        if case .changed(let change, _) = event.kind {
            self.metrics.transition(event.endpoint, change.word)
        } else {
            self.metrics.transition(event.endpoint, event.kind.word)
        }
        var metadata: Logger.Metadata = [
            "endpoint": "\(event.endpoint)", "event": "\(event.kind.word)", "by": "\(event.actor)",
            "sequence": "\(recorded.sequence)",
        ]
        metadata["rollout"] = event.rollout.map { "\($0)" }
        self.logger.notice("\(event.sentence)", metadata: metadata)
    }
}
