internal import Foundation
internal import NIOCore

extension Double {
    /// The number with so many digits after the point and with the thousands apart.
    ///
    /// - Parameter digits: how many.
    /// - Returns: for instance `71,234` or `0.82`.
    func text(_ digits: Int) -> String {
        let plain = String(format: "%.\(digits)f", self)
        let whole = plain.prefix { $0 != "." && $0 != "-" }
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index).isMultiple(of: 3) { grouped += "," }
            grouped.append(digit)
        }
        return grouped + plain.dropFirst(whole.count)
    }
}

extension String {
    /// The text at the left of a column.
    ///
    /// - Parameter width: the column's.
    /// - Returns: the text and spaces.
    func left(_ width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - self.count))
    }

    /// The text at the right of a column.
    ///
    /// - Parameter width: the column's.
    /// - Returns: spaces and the text.
    func right(_ width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - self.count)) + self
    }
}

extension Verdict: CustomStringConvertible {
    var description: String {
        let (sign, bound) =
            switch self.bound {
            case .atLeast(let least): (self.isKept ? "✓" : "✗", "at least \(least.formatted())")
            case .atMost(let most): (self.isKept ? "✓" : "✗", "at most \(most.formatted())")
            case .none: (" ", "no budget")
            }
        return "\(sign) \(self.value.text(2).right(8)) \(self.unit.left(28)) \(bound)"
    }
}

extension Collection<Double> {
    /// The value in the middle, of an even count the mean of both; not a number where there is none.
    var median: Double {
        guard !self.isEmpty else { return .nan }
        let sorted = self.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// How far the values lie apart, as a part of their median in per cent.
    var spread: Double {
        guard let least = self.min(), let most = self.max() else { return .nan }
        return (most - least) / self.median * 100
    }
}

extension Duration {
    /// Milliseconds.
    var milliseconds: Double { self / .milliseconds(1) }
}

extension TimeAmount {
    /// Milliseconds.
    var milliseconds: Double { Double(self.nanoseconds) / 1e6 }
}
