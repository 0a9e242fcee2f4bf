internal import AviaryCore
internal import AviaryServing
internal import NIOCore

/// The clock that ends connections whose clients are silent, or slow, for too long.
extension InferHandler {
    /// Sets the alarm for a client that is silent for too long, if an earlier one than the one that is set is needed.
    func watchPatience() {
        guard let context, let deadline = self.patienceDeadline else { return }
        if let patience {
            guard deadline < patience.at else { return }
            patience.task.cancel()
        }
        let delay = TimeAmount.nanoseconds(Int64(clamping: deadline.since(.now)))
        let task = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.patienceEnded() }
        self.patience = (task, deadline)
    }

    private var patienceDeadline: Moment? {
        self.exchange.patience(
            received: self.body?.received ?? 0,
            read: self.service.readTimeout,
            idle: self.service.idleTimeout
        )
    }

    private func patienceEnded() {
        self.patience = nil
        guard let deadline = self.patienceDeadline else {
            // The client waits for us; look again when it may have been idle for long.
            self.lookAgain()
            return
        }
        guard deadline <= .now else {
            self.watchPatience()
            return
        }
        if case .receiving(let receiving) = self.exchange {
            let received = self.body?.received ?? 0
            self.body = nil
            let error = AviaryError(
                .requestTimeout,
                "the body is too slow: \(received) bytes in \(Moment.now.since(receiving.since) / 1_000_000) ms"
            )
            self.refuse(error, receiving.identity, endpoint: receiving.route.endpoint, since: receiving.since)
        }
        self.close()
    }

    private func lookAgain() {
        guard let context else { return }
        let moment = Moment.now.advanced(by: self.service.idleTimeout)
        let task = context.eventLoop.assumeIsolated().scheduleTask(
            in: .nanoseconds(Int64(clamping: self.service.idleTimeout.nanoseconds))
        ) { self.patienceEnded() }
        self.patience = (task, moment)
    }
}
