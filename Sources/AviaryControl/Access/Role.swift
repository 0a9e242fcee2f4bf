/// What somebody may do; each role may do what those before it may.
package enum Role: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Ask models, and read what they are.
    case predict
    /// Look at everything that is watched and decided, and decide cases that wait for a person.
    case review
    /// Change endpoints, rollouts, models and profiles; acknowledge and silence alerts.
    case operate
    /// Give and take credentials, name programs to run, erase data, read the audit.
    case admin

    /// The less it may do the smaller.
    package static func < (left: Role, right: Role) -> Bool {
        func rank(_ role: Role) -> Int { Role.allCases.firstIndex(of: role) ?? 0 }
        return rank(left) < rank(right)
    }
}
