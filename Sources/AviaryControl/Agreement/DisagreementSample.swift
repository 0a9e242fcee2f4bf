/// A bounded choice of disagreements that are worth a look: those with the highest scores, and some of the others by chance.
///
/// The highest alone would show the same mistake over and over; chance alone would seldom show the worst. Each of the others
/// is as likely to be kept as any other.
///
/// Source of the latter: Vitter 1985, Random sampling with a reservoir, algorithm R.
package struct DisagreementSample<Item: Sendable>: Sendable {
    /// A disagreement that is kept.
    package struct Kept: Sendable {
        /// What is to be looked at.
        package let item: Item
        /// How far apart the versions were.
        package let score: Double
    }

    /// Those with the highest scores, the highest first; of equal ones those that came first.
    package private(set) var best: [Kept] = []
    /// Some of the others.
    package private(set) var others: [Kept] = []
    /// How many were offered.
    package private(set) var offered = 0
    private let room: (best: Int, others: Int)
    private var passedOver = 0

    /// Begins without a disagreement.
    ///
    /// - Parameters:
    ///   - best: how many of those with the highest scores are kept.
    ///   - others: how many of the others.
    package init(best: Int = 20, others: Int = 20) { self.room = (max(0, best), max(0, others)) }

    /// All that are kept: the best, then the others.
    package var kept: [Kept] { self.best + self.others }

    /// Takes notice of a disagreement.
    ///
    /// - Parameters:
    ///   - item: what is to be looked at.
    ///   - score: how far apart the versions were, from an ``AgreementResult``.
    ///   - random: decides which of the others are kept.
    package mutating func offer(_ item: Item, score: Double, using random: inout some RandomNumberGenerator) {
        self.offered += 1
        let place = self.best.firstIndex { $0.score < score } ?? self.best.count
        self.best.insert(Kept(item: item, score: score), at: place)
        guard self.best.count > self.room.best else { return }
        let last = self.best.removeLast()
        self.passedOver += 1
        if self.others.count < self.room.others {
            self.others.append(last)
        } else {
            let place = Int.random(in: 0..<self.passedOver, using: &random)
            if place < self.room.others { self.others[place] = last }
        }
    }
}
