internal import RealModule

/// Adaptive windowing: keeps a window of the latest numbers, in which no cut has parts whose means differ.
///
/// The window is held in buckets of 1, 2, 4, ... numbers, at most `maxBuckets` of each size, each with its sum and its
/// sum of squared deviations. After every `clock`-th number each border between buckets cuts the window into an older
/// part of `n0` and a newer one of `n1` numbers. With the window's width `W` and variance `v`, and
/// `m = 1 / (n0 - l + 1) + 1 / (n1 - l + 1)` for `l = minWindowLength`, their means differ where their distance exceeds
///
///     sqrt(2 m v ln(2 ln(W) / delta)) + 2/3 m ln(2 ln(W) / delta)
///
/// Then the oldest bucket is dropped, a drift is signalled, and the search goes on. As in river, whose indices it agrees
/// with, the number after a drift begins an empty window. Constants never drift; numbers of any range are taken.
///
/// Source: Bifet and Gavalda 2007, Learning from time-changing data with adaptive windowing (ADWIN2, with the
/// cut that knows the variance).
public struct ADWIN: StreamDetector {
    private let delta: Double
    private let clock: Int
    private let maxBuckets: Int
    private let minWindowLength: Double
    private let gracePeriod: Double
    private var rows = [Row()]
    private var total = 0.0
    /// The sum of squared deviations from the window's mean.
    private var deviation = 0.0
    private var length = 0.0
    private var tick = 0
    private var isDrift = false

    /// Buckets of one size, the oldest first.
    private struct Row: Sendable {
        var totals: [Double] = []
        var deviations: [Double] = []
    }

    /// Begins with an empty window.
    ///
    /// - Parameters:
    ///   - delta: the probability of a false cut, above 0 and below 1.
    ///   - clock: after how many numbers it looks, at least 1.
    ///   - maxBuckets: how many buckets of a size are kept before two are merged, at least 1.
    ///   - minWindowLength: how many numbers a part has at least, at least 1.
    ///   - gracePeriod: how many numbers the window must exceed before it is cut.
    public init(
        delta: Double = 0.002,
        clock: Int = 32,
        maxBuckets: Int = 5,
        minWindowLength: Int = 5,
        gracePeriod: Int = 10
    ) {
        precondition(delta > 0 && delta < 1 && clock >= 1 && maxBuckets >= 1 && minWindowLength >= 1)
        self.delta = delta
        self.clock = clock
        self.maxBuckets = maxBuckets
        self.minWindowLength = Double(minWindowLength)
        self.gracePeriod = Double(gracePeriod)
    }

    /// How many numbers the window holds.
    public var width: Int { Int(self.length) }

    /// The window's mean; `nil` while it is empty.
    public var mean: Double? { self.length > 0 ? self.total / self.length : nil }

    /// - Complexity: O(1) amortised, and O(maxBuckets log W) at every `clock`-th number.
    public mutating func add(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        if self.isDrift { self.restart() }
        self.insert(value)
        self.tick += 1
        if self.tick.isMultiple(of: self.clock), self.length > self.gracePeriod {
            while self.hasCut {
                self.isDrift = true
                self.dropOldest()
            }
        }
        return self.isDrift
    }

    private mutating func restart() {
        self.rows = [Row()]
        (self.total, self.deviation, self.length) = (0, 0, 0)
        (self.tick, self.isDrift) = (0, false)
    }

    private mutating func insert(_ value: Double) {
        self.rows[0].totals.append(value)
        self.rows[0].deviations.append(0)
        self.length += 1
        if self.length > 1 {
            let gap = value - self.total / (self.length - 1)
            self.deviation += (self.length - 1) * gap * gap / self.length
        }
        self.total += value
        self.merge()
    }

    /// Merges the two oldest buckets of each size of which there are too many.
    private mutating func merge() {
        var index = 0
        while self.rows[index].totals.count > self.maxBuckets {
            let row = self.rows[index]
            let size = Self.size(index)
            let gap = row.totals[0] / size - row.totals[1] / size
            if index + 1 == self.rows.count { self.rows.append(Row()) }
            self.rows[index + 1].totals.append(row.totals[0] + row.totals[1])
            self.rows[index + 1].deviations.append(row.deviations[0] + row.deviations[1] + size * 0.5 * gap * gap)
            self.rows[index].totals.removeFirst(2)
            self.rows[index].deviations.removeFirst(2)
            index += 1
        }
    }

    private mutating func dropOldest() {
        let last = self.rows.count - 1
        let size = Self.size(last)
        let sum = self.rows[last].totals.removeFirst()
        let deviation = self.rows[last].deviations.removeFirst()
        self.length -= size
        self.total -= sum
        let gap = sum / size - self.total / self.length
        self.deviation -= deviation + size * self.length * gap * gap / (size + self.length)
        // With one bucket a size, a smaller size may have none, too.
        while self.rows.count > 1, self.rows[self.rows.count - 1].totals.isEmpty { self.rows.removeLast() }
    }

    /// Whether the window has a cut whose parts differ.
    private var hasCut: Bool {
        var older = (count: 0.0, total: 0.0)
        var newer = (count: self.length, total: self.total)
        for index in self.rows.indices.reversed() {
            for total in self.rows[index].totals {
                older.count += Self.size(index)
                newer.count -= Self.size(index)
                older.total += total
                newer.total -= total
                guard newer.count >= self.minWindowLength else { return false }
                guard older.count >= self.minWindowLength else { continue }
                let gap = abs(older.total / older.count - newer.total / newer.count)
                if gap > self.greatestGap(older.count, newer.count) { return true }
            }
        }
        return false
    }

    private func greatestGap(_ older: Double, _ newer: Double) -> Double {
        let confidence = Double.log(2 * Double.log(self.length) / self.delta)
        let share = 1 / (older - self.minWindowLength + 1) + 1 / (newer - self.minWindowLength + 1)
        let variance = self.deviation / self.length
        return (2 * share * variance * confidence).squareRoot() + 2.0 / 3.0 * confidence * share
    }

    private static func size(_ index: Int) -> Double { Double(sign: .plus, exponent: index, significand: 1) }
}
