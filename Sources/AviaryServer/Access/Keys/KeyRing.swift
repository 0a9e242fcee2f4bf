package import AviaryControl
internal import AviaryCore
internal import Synchronization

/// All API keys at one moment: never changed, and replaced as a whole.
package final class KeyRing: Sendable {
    /// A key, and when it was last used.
    private final class Entry: Sendable {
        let key: APIKey
        /// Milliseconds; 0 for never.
        let lastUsed: Atomic<Int64>

        init(_ known: KnownKey) {
            self.key = known.key
            self.lastUsed = Atomic(known.lastUsed?.milliseconds ?? 0)
        }
    }

    /// No two uses within this many milliseconds are told apart, so that requests do not fight for a cache line.
    private static let resolution: Int64 = 1000

    private let entries: [String: Entry]

    /// Takes the keys.
    ///
    /// - Parameter keys: all that have not been revoked.
    package init(_ keys: some Sequence<KnownKey>) {
        self.entries = Dictionary(keys.map { ($0.key.prefix, Entry($0)) }) { first, _ in first }
    }

    /// Whether there are none; expired ones count.
    package var isEmpty: Bool { self.entries.isEmpty }

    /// All keys, by prefix.
    package var keys: [KnownKey] {
        self.entries.values.sorted { $0.key.prefix < $1.key.prefix }.map { entry in
            let used = entry.lastUsed.load(ordering: .relaxed)
            return KnownKey(entry.key, lastUsed: used == 0 ? nil : Timestamp(milliseconds: used))
        }
    }

    /// Tells whose a text is.
    ///
    /// Whatever is shown is hashed twice and compared twice: against the key of its prefix and the secret which that had
    /// before, or against nobody's. So a wrong key takes as long as a right one, and none as long as a wrong one. Its checksum
    /// is not looked at, for the hash covers it.
    ///
    /// - Parameters:
    ///   - text: what was shown.
    ///   - now: the time.
    ///   - fits: compares with a digest; tests count the calls.
    /// - Returns: who shows it; `nil` for a text that is no key which holds.
    func owner(
        of text: String,
        at now: Timestamp,
        fits: (APIKey.Digest, [UInt8]) -> Bool = { $0.fits($1) }
    ) -> Principal? {
        // What is longer than a key is none, and need not be hashed to its end to say so.
        let shown = Array(text.utf8.prefix(KeyText.count + 1))
        let entry = self.entries[String(decoding: shown.prefix(KeyText.prefixCount), as: UTF8.self)]
        let former = entry?.key.former
        let isCurrent = fits(entry?.key.digest ?? .nobody, shown)
        let isFormer = fits(former?.digest ?? .nobody, shown) && (former.map { now < $0.until } ?? false)
        guard let entry, isCurrent || isFormer, !entry.key.isExpired(at: now) else { return nil }
        if now.milliseconds - entry.lastUsed.load(ordering: .relaxed) >= Self.resolution {
            entry.lastUsed.store(now.milliseconds, ordering: .relaxed)
        }
        return entry.key.principal
    }
}
