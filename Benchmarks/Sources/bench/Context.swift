/// What every scenario is given.
struct Context: Sendable {
    let places: Places
    let effort: Effort
    let journal: Journal
    /// Leaves Aviary out, to look at the others alone.
    let isWithoutAviary: Bool

    /// How much is measured.
    struct Effort: Sendable {
        /// The seconds of one run.
        let seconds: Int
        /// The runs of each line; the median counts.
        let rounds: Int
        /// The requests after which memory is looked at.
        let requests: Int
    }
}
