package import AviaryCore

/// What is watched at an endpoint, and when it becomes an alert, as a person has written it down.
package struct MonitorSpecification: Sendable, Hashable, Codable {
    /// How much an alert matters.
    package enum Severity: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
        case info
        case warning
        case critical

        /// The less it matters the smaller.
        package static func < (left: Severity, right: Severity) -> Bool {
            func rank(_ severity: Severity) -> Int { Severity.allCases.firstIndex(of: severity) ?? 0 }
            return rank(left) < rank(right)
        }
    }

    /// What is looked at.
    package enum Subject: Sendable, Hashable, Codable {
        /// One measure, held against a bound.
        case measure(MeasureKey, Statistic, Bound)
        /// How the inputs, predictions, or their relation to labels have changed.
        case drift(Drift)
        /// Whether anything comes at all: a breach when no request has come for this long.
        case absence(Duration)
    }

    /// The one number that a window's values become.
    package enum Statistic: Sendable, Hashable, Codable {
        /// A share, a gauge, or the mean of numbers.
        case mean
        /// A quantile, 0...1.
        case quantile(Double)
        /// The share of one word.
        case share(of: String)
    }

    /// Where a breach begins.
    package enum Bound: Sendable, Hashable, Codable {
        /// Above this number.
        case above(Double)
        /// Below this number.
        case below(Double)
        /// More than this share of the reference's own number away from it, either way.
        case awayFromReference(by: Double)
        /// Outside of what the windows so far make likely, at this many false alarms.
        case learned(FalseAlarms)
    }

    /// What kind of change is looked for.
    package struct Drift: Sendable, Hashable, Codable {
        /// What may have changed.
        package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
            case inputs
            case predictions
            case concept
        }

        /// With what the present is compared.
        package enum Reference: Sendable, Hashable, Codable {
            /// With the profile that was stored with the version.
            case version
            /// With live traffic between two moments.
            case window(from: Timestamp, to: Timestamp)
            /// With the first requests that came, this many.
            case first(Int)
        }

        /// What may have changed.
        package var kind: Kind
        /// With what the present is compared.
        package var reference: Reference
        /// How many false alarms are accepted.
        package var falseAlarms: FalseAlarms
        /// The test or detector by its name; `nil` for the one that fits type and size.
        package var test: String?
        /// How many requests make a window.
        package var window: Int

        /// Describes what change is looked for.
        ///
        /// - Parameters:
        ///   - kind: what may have changed.
        ///   - reference: with what the present is compared.
        ///   - falseAlarms: how many false alarms are accepted.
        ///   - test: the test or detector by its name.
        ///   - window: how many requests make a window.
        package init(
            _ kind: Kind,
            reference: Reference = .version,
            falseAlarms: FalseAlarms = FalseAlarms(),
            test: String? = nil,
            window: Int = 1000
        ) {
            self.kind = kind
            self.reference = reference
            self.falseAlarms = falseAlarms
            self.test = test
            self.window = window
        }
    }

    /// How many false alarms somebody accepts, on average.
    package struct FalseAlarms: Sendable, Hashable, Codable {
        /// How many.
        package var count: Double
        /// In how long a time.
        package var period: Duration

        /// Accepts false alarms; one in 30 days where nobody says otherwise.
        ///
        /// - Parameters:
        ///   - count: how many.
        ///   - period: in how long a time.
        package init(count: Double = 1, per period: Duration = .seconds(30 * 86_400)) {
            self.count = count
            self.period = period
        }
    }

    /// What its alerts are called, unlike any other of the endpoint.
    package var name: String
    /// What is looked at.
    package var subject: Subject
    /// The request parameter by whose values it is looked at apart; `nil` for all requests together.
    package var segment: String?
    /// Over how long a time values are put together.
    package var window: Duration
    /// How long a breach must last before the alert fires.
    package var pending: Duration
    /// How long all must be well again before the alert is resolved.
    package var keepFiring: Duration
    /// How much it matters.
    package var severity: Severity

    /// Describes a monitor.
    ///
    /// - Parameters:
    ///   - name: what its alerts are called.
    ///   - subject: what is looked at.
    ///   - segment: the request parameter by whose values it is looked at apart.
    ///   - window: over how long a time values are put together.
    ///   - pending: how long a breach must last before the alert fires.
    ///   - keepFiring: how long all must be well again before the alert is resolved.
    ///   - severity: how much it matters.
    package init(
        name: String,
        subject: Subject,
        segment: String? = nil,
        window: Duration = .seconds(300),
        pending: Duration = .zero,
        keepFiring: Duration = .zero,
        severity: Severity = .warning
    ) {
        self.name = name
        self.subject = subject
        self.segment = segment
        self.window = window
        self.pending = pending
        self.keepFiring = keepFiring
        self.severity = severity
    }
}
