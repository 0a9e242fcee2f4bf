package import AviaryCore

/// Something in a plan that cannot be as it is.
package struct PlanProblem: Sendable, Hashable {
    /// Where, in the manifest's words: `steps[1].analysis.metrics[0].margin`; empty for the whole plan.
    package let place: String
    /// What was expected and what came.
    package let message: String
    /// What to do about it, where that is known.
    package let remedy: String?

    init(_ place: String, _ message: String, remedy: String? = nil) {
        self.place = place
        self.message = message
        self.remedy = remedy
    }

    /// The same problem, seen from what its place is a part of.
    func inside(_ place: String) -> PlanProblem {
        let whole = self.place.isEmpty ? place : "\(place).\(self.place)"
        return PlanProblem(whole, self.message, remedy: self.remedy)
    }

    /// The problem as an error of whoever made the plan.
    package var error: AviaryError {
        let error = AviaryError(.invalidArgument, self.message, remedy: self.remedy)
        return self.place.isEmpty ? error : error.at(self.place)
    }
}

/// Addresses of what is asked or told something by HTTP.
package enum WebAddress {
    /// What is wrong with an address.
    ///
    /// - Parameter text: the address.
    /// - Returns: what was expected and what came; `nil` if it can be asked.
    package static func problem(_ text: String) -> String? {
        let schemes = ["http://", "https://"]
        let rest = schemes.first { text.hasPrefix($0) }.map { text.dropFirst($0.count) }
        let host = rest?.prefix { !"/?#".contains($0) } ?? ""
        let isPlain = text.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }
        guard isPlain, text.utf8.count <= 2048, host.contains(where: { $0.isLetter || $0.isNumber }) else {
            return "an address such as http://127.0.0.1:9090/path is expected, got '\(text.prefix(60))'"
        }
        return nil
    }
}
