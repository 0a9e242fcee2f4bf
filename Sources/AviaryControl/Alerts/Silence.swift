package import AviaryCore

/// Alerts of which nobody is told for a while, because somebody has said so.
package struct Silence: Sendable, Hashable, Codable {
    /// What an alert's label has to be.
    package struct Matcher: Sendable, Hashable, Codable {
        /// The label.
        package let name: String
        /// The value that it has to have, or must not have; a label that is not there has an empty one.
        package let value: String
        /// Whether it has to have the value, or must not have it.
        package let isEqual: Bool

        /// Makes a matcher.
        ///
        /// - Parameters:
        ///   - name: the label.
        ///   - value: the value.
        ///   - isEqual: whether the label has to have the value, or must not have it.
        package init(_ name: String, _ value: String, isEqual: Bool = true) {
            self.name = name
            self.value = value
            self.isEqual = isEqual
        }

        /// Reads a matcher as people write it: `feature=age`, `severity!=info`.
        ///
        /// - Parameter text: a label's name, `=` or `!=`, and the value, which may stand in double quotes.
        /// - Throws: `AviaryError` with code `invalidArgument` that says how one is written.
        package init(parsing text: String) throws(AviaryError) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let head = parts.first, var value = parts.last else {
                throw Self.unreadable(text)
            }
            let isEqual = !head.hasSuffix("!")
            let name = isEqual ? head : head.dropLast()
            if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") { value = value.dropFirst().dropLast() }
            guard !name.isEmpty, !value.hasPrefix("~") else { throw Self.unreadable(text) }
            self.init(String(name), String(value), isEqual: isEqual)
        }

        /// As it is read.
        package var text: String { "\(self.name)\(self.isEqual ? "=" : "!=")\"\(self.value)\"" }

        func fits(_ labels: [String: String]) -> Bool { (labels[self.name] ?? "" == self.value) == self.isEqual }

        private static func unreadable(_ text: String) -> AviaryError {
            AviaryError(
                .invalidArgument,
                "a matcher is a label, '=' or '!=', and a value, such as feature=age, got '\(text.prefix(60))'"
            )
        }
    }

    /// The longest time that a silence may last: a year.
    package static let longest = Duration.seconds(365 * 86_400)
    private static let maximumMatchers = 16
    private static let maximumText = 1000

    /// Its name, unlike that of any other silence.
    package let id: String
    /// What an alert has to be for the silence to hold for it; all of it.
    package let matchers: [Matcher]
    /// From when on it holds.
    package let starts: Timestamp
    /// When it ends.
    package let ends: Timestamp
    /// Who has asked for it.
    package let author: String
    /// Why.
    package let comment: String

    /// Describes a silence.
    ///
    /// - Parameters:
    ///   - id: its name.
    ///   - matchers: what an alert has to be.
    ///   - starts: from when on it holds.
    ///   - ends: when it ends.
    ///   - author: who has asked for it.
    ///   - comment: why.
    /// - Throws: `AviaryError` with code `invalidArgument` for one that would hold for everything or for nothing, or is too
    ///   long.
    package init(
        id: String,
        matchers: [Matcher],
        starts: Timestamp,
        ends: Timestamp,
        author: String,
        comment: String
    ) throws(AviaryError) {
        guard (1...Self.maximumMatchers).contains(matchers.count) else {
            throw AviaryError(
                .invalidArgument,
                "a silence has 1 to \(Self.maximumMatchers) matchers such as endpoint=fraud, got \(matchers.count)"
            )
        }
        // Like Alertmanager: one that only says what must not be, or that something is not there, holds for nearly all.
        guard matchers.contains(where: { $0.isEqual && !$0.value.isEmpty }) else {
            throw AviaryError(
                .invalidArgument,
                "one matcher at least says what a label has to be, such as endpoint=fraud"
            )
        }
        guard starts < ends, ends.since(starts) <= Self.longest else {
            throw AviaryError(.invalidArgument, "a silence ends after it begins, and within a year")
        }
        let texts = matchers.flatMap { [$0.name, $0.value] } + [author, comment]
        guard texts.allSatisfy({ $0.utf8.count <= Self.maximumText }) else {
            throw AviaryError(.invalidArgument, "a text of a silence has at most \(Self.maximumText) bytes")
        }
        self.id = id
        self.matchers = matchers
        self.starts = starts
        self.ends = ends
        self.author = author
        self.comment = comment
    }

    /// Whether nobody is told of an alert.
    ///
    /// - Parameters:
    ///   - labels: the alert's labels.
    ///   - now: the time.
    /// - Returns: whether the silence holds for it now.
    package func holds(for labels: [String: String], at now: Timestamp) -> Bool {
        self.starts <= now && now < self.ends && self.matchers.allSatisfy { $0.fits(labels) }
    }
}
