package import AviaryCore
internal import Metrics

/// What one endpoint's requests tell `/metrics`, from the first byte of the body to the reply.
package struct RequestInstruments: Sendable {
    /// For requests that reached no endpoint: unknown models, malformed paths.
    package static let unrouted = RequestInstruments(model: "", version: "")

    private let duration: Metrics.Timer
    private let total: Counter
    private let failures: [Counter]

    /// Makes the instruments of one version; every series exists from now on.
    ///
    /// - Parameters:
    ///   - model: the endpoint's name.
    ///   - version: the version.
    package init(model: String, version: String) {
        let labels = [("model", model), ("version", version)]
        self.duration = Timer(label: "aviary_request_duration_seconds", dimensions: labels)
        self.total = Counter(label: "aviary_requests_total", dimensions: labels)
        self.failures = AviaryError.Code.allCases.map { code in
            Counter(label: "aviary_request_errors_total", dimensions: labels + [("reason", code.rawValue)])
        }
    }

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
