package import AviaryControl

/// Somebody who is told what happens, and how.
package struct NotifierSpecification: Sendable, Hashable, Codable {
    /// How somebody is told.
    package enum Way: Sendable, Hashable, Codable {
        /// Each notice is posted as JSON to an address.
        case webhook(url: String)
        /// Alerts are posted to Alertmanager's API, version 2, below this address.
        case alertmanager(url: String)
        /// A program is run with each notice as JSON on its standard input, without a shell.
        case command(arguments: [String])
        /// Each notice becomes a line of the server's log.
        case log

        /// The way in a word, as manifests write it.
        package var word: String {
            switch self {
            case .webhook: "webhook"
            case .alertmanager: "alertmanager"
            case .command: "command"
            case .log: "log"
            }
        }
    }

    /// What somebody may be told of.
    package enum Topic: String, Sendable, Hashable, Codable, CaseIterable {
        /// Endpoints and their rollouts.
        case rollouts
        /// Alerts.
        case alerts
    }

    /// How long an answer, or a program, may take where nobody says otherwise.
    static let usualTimeout = Duration.seconds(5)

    /// Its name, once among notifiers.
    package let name: String
    /// How it is told.
    package let way: Way
    /// How long an answer, or a program, may take.
    package let timeout: Duration
    /// Of alerts of which severities it is told.
    package let severities: [MonitorSpecification.Severity]
    /// What it is told of.
    package let topics: [Topic]

    /// Describes a notifier.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - way: how it is told; Alertmanager is told of alerts only.
    ///   - timeout: how long an answer, or a program, may take.
    ///   - severities: of alerts of which severities it is told.
    ///   - topics: what it is told of.
    package init(
        name: String,
        way: Way,
        timeout: Duration = .seconds(5),
        severities: [MonitorSpecification.Severity] = MonitorSpecification.Severity.allCases,
        topics: [Topic] = Topic.allCases
    ) {
        self.name = name
        self.way = way
        self.timeout = timeout
        self.severities = severities
        self.topics = topics
    }

    /// Whether it is told of an entry of the log.
    ///
    /// - Parameter kind: what happened.
    /// - Returns: whether it has asked for it.
    package func wants(_ kind: ControlEvent.Kind) -> Bool {
        guard case .alert(let entry) = kind else {
            if case .alertmanager = self.way { return false }
            return self.topics.contains(.rollouts)
        }
        return entry.isTold && self.topics.contains(.alerts) && self.severities.contains(entry.severity)
    }
}
