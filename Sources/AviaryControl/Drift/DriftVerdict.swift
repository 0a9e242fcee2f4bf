/// What is said of a column, or of a whole table, that was compared with its reference.
package enum DriftVerdict: String, Sendable, Hashable, Codable {
    /// It is no longer what it was.
    case drifted
    /// Nothing shows that it has changed.
    case steady
    /// There is too little to say anything.
    case unknown
}
