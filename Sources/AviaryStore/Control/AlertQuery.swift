package import AviaryControl
package import AviaryCore

/// Which alerts are wanted.
package struct AlertQuery: Sendable, Hashable {
    /// In which states; none for all.
    package var states: [Alert.State]
    /// Of which severity; `nil` for all.
    package var severity: MonitorSpecification.Severity?
    /// Of which endpoint; `nil` for all.
    package var endpoint: ModelName?
    /// Of which endpoints; `nil` for all.
    package var among: Set<ModelName>?
    /// Only the one of this number; `nil` for all.
    package var number: Int64?
    /// Only those before this one, by number; `nil` for all.
    package var before: Int64?
    /// How many at most.
    package var limit: Int

    /// Asks for alerts.
    ///
    /// - Parameters:
    ///   - states: in which states; none for all.
    ///   - severity: of which severity.
    ///   - endpoint: of which endpoint.
    ///   - number: only the one of this number.
    ///   - before: only those before this one.
    ///   - limit: how many at most.
    package init(
        states: [Alert.State] = [],
        severity: MonitorSpecification.Severity? = nil,
        endpoint: ModelName? = nil,
        number: Int64? = nil,
        before: Int64? = nil,
        limit: Int = 100
    ) {
        self.states = states
        self.severity = severity
        self.endpoint = endpoint
        self.number = number
        self.before = before
        self.limit = limit
    }
}

/// An entry of the log that somebody is still to be told of.
package struct OutboxNotice: Sendable, Hashable {
    /// Its number, higher than that of every notice before it.
    package let number: Int64
    /// What happened.
    package let recorded: RecordedEvent

    /// Makes a notice.
    ///
    /// - Parameters:
    ///   - number: its number.
    ///   - recorded: what happened.
    package init(number: Int64, recorded: RecordedEvent) {
        self.number = number
        self.recorded = recorded
    }

    /// The same for the same entry of the log however often it is sent, so that who gets it twice knows.
    package var id: String { "\(self.recorded.sequence)-\(self.recorded.event.at.milliseconds)" }
}
