package import AviaryCore
internal import Metrics

/// What one endpoint's requests tell `/metrics`, from the first byte of the body to the reply.
package struct RequestInstruments: Sendable {
    /// For requests that reached no endpoint: unknown models, malformed paths.
    package static let unrouted = RequestInstruments(endpoint: "", version: "", role: nil)

    /// The name of what counts requests that failed.
    package static let failureLabel = "aviary_request_errors_total"

    private let duration: Metrics.Timer
    private let total: Counter
    private let failures: [Counter]
    private let fallbacks: Counter?

    /// Makes the instruments of one version in one role; every series exists from now on.
    ///
    /// - Parameters:
    ///   - endpoint: the endpoint's name.
    ///   - version: the version.
    ///   - role: as what it answers; `nil` where nobody answers.
    package init(endpoint: String, version: String, role: Role?) {
        let labels = Self.dimensions(endpoint, version, role)
        self.duration = Timer(label: "aviary_request_duration_seconds", dimensions: labels)
        self.total = Counter(label: "aviary_requests_total", dimensions: labels)
        self.failures = AviaryError.Code.allCases.map { code in
            let dimensions = Self.failureDimensions(endpoint: endpoint, version: version, role: role, code: code)
            return Counter(label: Self.failureLabel, dimensions: dimensions)
        }
        self.fallbacks =
            role == .candidate ? Counter(label: "aviary_fallbacks_total", dimensions: Array(labels.dropLast())) : nil
    }

    /// What tells the count of one reason to fail from others of the same name.
    ///
    /// - Parameters:
    ///   - endpoint: the endpoint's name.
    ///   - version: the version.
    ///   - role: as what it answers; `nil` where nobody answers.
    ///   - code: why requests failed.
    /// - Returns: names and values of the labels.
    package static func failureDimensions(
        endpoint: String,
        version: String,
        role: Role?,
        code: AviaryError.Code
    ) -> [(String, String)] {
        self.dimensions(endpoint, version, role) + [("reason", code.rawValue)]
    }

    private static func dimensions(_ endpoint: String, _ version: String, _ role: Role?) -> [(String, String)] {
        [("endpoint", endpoint), ("version", version), ("role", role?.rawValue ?? "")]
    }

    /// Counts a request that another version answers instead; that one counts it among its requests.
    package func recordFallback() { self.fallbacks?.increment() }

    /// Counts a request that has been answered.
    ///
    /// - Parameters:
    ///   - nanoseconds: from its arrival to its reply.
    ///   - code: why it failed; `nil` if it did not.
    package func record(nanoseconds: UInt64, failure code: AviaryError.Code?) {
        self.duration.recordNanoseconds(Int64(clamping: nanoseconds))
        self.total.increment()
        if let code { self.failures[code.index].increment() }
    }
}

extension AviaryError.Code {
    /// The position among all codes.
    fileprivate var index: Int { AviaryError.Code.allCases.firstIndex(of: self) ?? 0 }
}
