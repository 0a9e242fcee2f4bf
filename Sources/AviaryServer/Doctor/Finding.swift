package import AviaryCore

/// What the doctor found at one place.
package struct Finding: Sendable, Hashable {
    /// How it stands there.
    package enum Verdict: String, Sendable, CaseIterable {
        /// All is well.
        case good = "ok"
        /// The server would run, but not as somebody might expect.
        case odd = "warning"
        /// The server, or a part of it, would not run.
        case bad = "failure"
    }

    /// The place, such as `ONNX Runtime` or `model wine`.
    package let subject: String
    /// How it stands there.
    package let verdict: Verdict
    /// What was found.
    package let detail: String
    /// What to do about it.
    package let remedy: String?

    /// Says what was found.
    ///
    /// - Parameters:
    ///   - subject: the place.
    ///   - verdict: how it stands there.
    ///   - detail: what was found.
    ///   - remedy: what to do about it.
    package init(_ subject: String, _ verdict: Verdict, _ detail: String, remedy: String? = nil) {
        self.subject = subject
        self.verdict = verdict
        self.detail = detail
        self.remedy = remedy
    }

    /// Says that something failed.
    init(_ subject: String, _ error: AviaryError) {
        self.init(subject, .bad, error.message, remedy: error.remedy)
    }

    /// The finding as JSON.
    package var json: JSONValue {
        [
            "subject": .string(self.subject), "verdict": .string(self.verdict.rawValue),
            "detail": .string(self.detail), "remedy": self.remedy.map { .string($0) } ?? .null,
        ]
    }
}
