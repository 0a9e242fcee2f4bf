/// The version of this program.
package enum AviaryVersion {
    /// By semantic versioning; the changelog has an entry for each.
    package static let current = "0.1.0"
}
