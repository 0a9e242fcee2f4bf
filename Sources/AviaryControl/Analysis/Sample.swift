/// What one request has shown of the version that answered it, or got its copy.
package struct Sample: Sendable, Hashable {
    /// Whose it is.
    package enum Source: Sendable, Hashable {
        case stable, candidate
    }

    /// Whose it is.
    package var source: Source
    /// How long the reply took, in seconds; `nil` for a copy, which waits behind all requests.
    package var latency: Double?
    /// Whether the version failed.
    package var isFailure = false
    /// Whether stable answered in its place.
    package var isFallback = false
    /// Whether an output is null, empty or not a number; `nil` where there is none to look at.
    package var isEmpty: Bool?
    /// How sure it is of what it says, 0...1.
    package var confidence: Double?
    /// The class that it says.
    package var label: String?
    /// Whether it says something else than stable does for the same request; `nil` where they were not compared.
    package var disagrees: Bool?

    /// Whether the label that came later is another one.
    package var labelIsWrong: Bool?
    /// Whether the same request was made again.
    package var isRetry: Bool?
    /// Whether a person has corrected the answer.
    package var isCorrected: Bool?
    /// Whether it says what became known later of a request that has been counted already.
    package var isFeedback = false

    /// Makes a sample of a request that did not fail.
    ///
    /// - Parameter source: whose it is.
    package init(source: Source) { self.source = source }
}
