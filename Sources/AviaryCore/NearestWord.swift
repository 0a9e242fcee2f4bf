/// Finds the word that somebody meant when they mistyped it.
package enum NearestWord {
    /// The longest word that is compared; the work grows with the product of the lengths.
    private static let maximumLength = 64

    /// The word that is nearest by edit distance, if one is near enough to be what was meant.
    ///
    /// Letters' case, `_` and `-` do not count, so `max_batch_size` is `maxBatchSize`.
    ///
    /// - Parameters:
    ///   - word: what was written.
    ///   - words: what could have been meant; the earlier one wins a tie.
    /// - Returns: one of the words; `nil` when more than a third of the letters differ from every one of them.
    package static func find(_ word: String, among words: some Sequence<String>) -> String? {
        let written = Self.letters(word)
        var best: (word: String, distance: Int)?
        for candidate in words {
            let letters = Self.letters(candidate)
            guard max(letters.count, written.count) <= Self.maximumLength else { continue }
            let distance = Self.distance(written, letters)
            guard distance * 3 <= max(letters.count, written.count) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// How many words are listed: a table may have thousands of columns.
    private static let mostListed = 20

    /// A phrase to end an error with: the nearest word, or all of them, or the first of very many.
    ///
    /// - Parameters:
    ///   - word: what was written.
    ///   - words: what could have been meant.
    /// - Returns: `did you mean 'x'?`, or `known are a, b, c`.
    package static func suggestion(for word: String, among words: [String]) -> String {
        if let nearest = Self.find(word, among: words) {
            "did you mean '\(nearest)'?"
        } else {
            "known are \(words.prefix(Self.mostListed).joined(separator: ", "))"
                + (words.count > Self.mostListed ? " and \(words.count - Self.mostListed) more" : "")
        }
    }

    private static func letters(_ word: String) -> [Character] {
        word.lowercased().filter { $0 != "_" && $0 != "-" }.map { $0 }
    }

    /// The edits that turn one word into the other: insert, delete, replace, or swap two neighbours.
    private static func distance(_ from: [Character], _ to: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: to.count + 1)
        var last = Array(0...to.count)
        for (row, letter) in from.enumerated() {
            var next = [row + 1]
            for (column, other) in to.enumerated() {
                var edits = min(last[column + 1] + 1, next[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == to[column - 1], from[row - 1] == other {
                    edits = min(edits, beforeLast[column - 1] + 1)
                }
                next.append(edits)
            }
            (beforeLast, last) = (last, next)
        }
        return last[to.count]
    }
}
