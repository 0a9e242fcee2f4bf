/// Some of many, evenly spread: the first is among them, and those that are chosen depend on how many there are alone.
struct EvenChoice {
    /// How many are chosen.
    let count: Int
    private let all: Int

    /// Chooses.
    ///
    /// - Parameters:
    ///   - all: how many there are.
    ///   - most: how many are chosen at most.
    init(of all: Int, most: Int) {
        self.all = all
        self.count = min(all, most)
    }

    /// The place of one of those that are chosen.
    @inline(__always)
    subscript(index: Int) -> Int { self.count == self.all ? index : index * self.all / self.count }
}
