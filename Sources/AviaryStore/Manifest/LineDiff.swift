/// What is different between two texts, line by line.
package enum LineDiff {
    /// The most lines that are compared one by one; the work grows with the square of those that differ.
    private static let maximumLines = 4000

    /// Compares two texts.
    ///
    /// - Parameters:
    ///   - old: the text before.
    ///   - new: the text after.
    /// - Returns: all lines of both in their order: behind a blank where they are in both, behind `-` where they are gone,
    ///   behind `+` where they are new.
    package static func lines(old: String, new: String) -> [String] {
        let (before, after) = (Self.split(old), Self.split(new))
        guard before.count + after.count <= Self.maximumLines else {
            return before == after ? before.map { " \($0)" } : before.map { "-\($0)" } + after.map { "+\($0)" }
        }
        var (removed, inserted) = (Set<Int>(), Set<Int>())
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [String] = []
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if removed.contains(old) {
                lines.append("-\(before[old])")
                old += 1
            } else if inserted.contains(new) {
                lines.append("+\(after[new])")
                new += 1
            } else {
                lines.append(" \(before[old])")
                (old, new) = (old + 1, new + 1)
            }
        }
        return lines
    }

    private static func split(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
