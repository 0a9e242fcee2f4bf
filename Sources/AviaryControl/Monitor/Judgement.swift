package import AviaryCore

/// What a monitor says of a moment, with what it goes by.
package struct Judgement: Sendable, Hashable, Codable {
    /// What it says.
    package enum Finding: String, Sendable, Hashable, Codable {
        /// It is as it should be.
        case well
        /// It is not.
        case breached
        /// Too little has come to say anything.
        case unknown
    }

    /// What is judged: there is one alert for each.
    package struct Subject: Sendable, Hashable, Codable, Comparable {
        /// The endpoint.
        package let endpoint: ModelName
        /// The monitor's name.
        package let monitor: String
        /// What it is looked at apart by, such as `feature`, `version` or a segment's parameter.
        package let labels: [String: String]

        /// Names what is judged.
        ///
        /// - Parameters:
        ///   - endpoint: the endpoint.
        ///   - monitor: the monitor's name.
        ///   - labels: what it is looked at apart by.
        package init(endpoint: ModelName, monitor: String, labels: [String: String] = [:]) {
            self.endpoint = endpoint
            self.monitor = monitor
            self.labels = labels
        }

        /// The same for the same subject, and unlike for any other: `fraud/missing{feature="age"}`.
        package var id: String {
            // Clients choose segments' values, so a quote in one must not end it.
            let labels = self.labels.sorted { $0.key < $1.key }.map { name, value in
                "\(name)=\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
            }
            let head = "\(self.endpoint)/\(self.monitor)"
            return labels.isEmpty ? head : head + "{\(labels.joined(separator: ","))}"
        }

        /// By ``id``.
        package static func < (left: Subject, right: Subject) -> Bool { left.id < right.id }
    }

    /// What the finding goes by.
    package struct Evidence: Sendable, Hashable, Codable {
        /// What has changed, in one sentence with the numbers.
        package var summary: String
        /// The number that was looked at.
        package var value: Double?
        /// The number that it was held against.
        package var bound: Double?
        /// The test or detector.
        package var test: String?
        /// What the test found.
        package var statistic: Double?
        /// How likely at least this much is where nothing has changed, after all corrections.
        package var pValue: Double?
        /// Since when it is so, as far as can be told.
        package var since: Timestamp?
        /// `sudden`, `gradual` or `recurring`, for a change of concept.
        package var change: String?
        /// How many requests it goes by.
        package var requests: Int?
        /// Features by how much they have drifted, the most first.
        package var ranking: [RankedFeature]

        /// A feature, and how much it has drifted.
        package struct RankedFeature: Sendable, Hashable, Codable {
            /// Its name.
            package let feature: String
            /// How far it is from the reference: 0 for not at all.
            package let distance: Double
            /// The corrected p-value, where the test has one.
            package let pValue: Double?

            /// Ranks a feature.
            ///
            /// - Parameters:
            ///   - feature: its name.
            ///   - distance: how far it is from the reference.
            ///   - pValue: the corrected p-value.
            package init(feature: String, distance: Double, pValue: Double?) {
                self.feature = feature
                self.distance = distance
                self.pValue = pValue
            }
        }

        /// Puts evidence together.
        ///
        /// - Parameters:
        ///   - summary: what has changed, in one sentence.
        ///   - value: the number that was looked at.
        ///   - bound: the number that it was held against.
        package init(_ summary: String, value: Double? = nil, bound: Double? = nil) {
            self.summary = summary
            self.value = value
            self.bound = bound
            self.ranking = []
        }
    }

    /// What is judged.
    package let subject: Subject
    /// What is said of it.
    package let finding: Finding
    /// What it goes by.
    package let evidence: Evidence

    /// Makes a judgement.
    ///
    /// - Parameters:
    ///   - subject: what is judged.
    ///   - finding: what is said of it.
    ///   - evidence: what it goes by.
    package init(_ subject: Subject, _ finding: Finding, _ evidence: Evidence) {
        self.subject = subject
        self.finding = finding
        self.evidence = evidence
    }
}
