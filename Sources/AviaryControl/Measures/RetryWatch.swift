package import AviaryCore

/// Notices that somebody asks again: the same origin, a near-identical input, within a set time.
///
/// It remembers the last requests of so many origins, and forgets first the origin that has asked longest ago. An origin that
/// was forgotten asks as if for the first time, so that retries are counted too low rather than too high.
package struct RetryWatch: Sendable {
    /// How many requests of one origin are remembered.
    package static let requestsPerOrigin = 4

    private struct Origin {
        let key: UInt64
        var requests: [(at: Timestamp, asked: InputFingerprint)]
        var newer: Int?
        var older: Int?
    }

    private let capacity: Int
    private let time: Duration
    private var origins: [Origin] = []
    private var places: [UInt64: Int] = [:]
    private var newest: Int?
    private var oldest: Int?

    /// Remembers nothing yet.
    ///
    /// - Parameters:
    ///   - capacity: how many origins are remembered, at least 1; each takes some hundred bytes.
    ///   - time: within which time the same question is asked again.
    package init(capacity: Int = 10_000, time: Duration = .seconds(60)) {
        self.capacity = max(1, capacity)
        self.time = time
    }

    /// How many origins are remembered.
    package var count: Int { self.origins.count }

    /// Takes a request.
    ///
    /// - Parameters:
    ///   - origin: a hash of what keeps requests of the same origin together.
    ///   - asked: what it asks.
    ///   - at: when; a request that is older than the one before may be a retry too.
    /// - Returns: whether the origin has asked nearly the same within the set time.
    /// - Complexity: O(1).
    package mutating func isRetry(from origin: UInt64, asked: InputFingerprint, at: Timestamp) -> Bool {
        let place = self.place(of: origin)
        let isRetry = self.origins[place].requests.contains { earlier in
            let passed = max(at.since(earlier.at), earlier.at.since(at))
            return passed <= self.time && earlier.asked.isNear(asked)
        }
        if self.origins[place].requests.count == Self.requestsPerOrigin { self.origins[place].requests.removeFirst() }
        self.origins[place].requests.append((at, asked))
        return isRetry
    }

    /// The place of an origin, which becomes the newest; that of the oldest where there is no room for another.
    private mutating func place(of origin: UInt64) -> Int {
        if let place = self.places[origin] {
            guard self.newest != place else { return place }
            self.unlink(place)
            self.linkNewest(place)
            return place
        }
        let place: Int
        if self.origins.count < self.capacity {
            place = self.origins.count
            self.origins.append(Origin(key: origin, requests: []))
        } else {
            place = self.oldest ?? 0
            self.unlink(place)
            self.places[self.origins[place].key] = nil
            self.origins[place] = Origin(key: origin, requests: [])
        }
        self.places[origin] = place
        self.linkNewest(place)
        return place
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (self.origins[place].newer, self.origins[place].older)
        if let newer { self.origins[newer].older = older } else { self.newest = older }
        if let older { self.origins[older].newer = newer } else { self.oldest = newer }
    }

    private mutating func linkNewest(_ place: Int) {
        self.origins[place].newer = nil
        self.origins[place].older = self.newest
        if let newest { self.origins[newest].newer = place }
        self.newest = place
        if self.oldest == nil { self.oldest = place }
    }
}
