extension QuantileSketch {
    /// How many numbers a level has room for.
    ///
    /// - Parameters:
    ///   - k: the top level's room.
    ///   - depth: how far below the top it is.
    /// - Returns: at least 16, so that little is moved for each number that comes.
    static func room(k: Int, depth: Int) -> Int {
        var room = Double(k)
        var left = depth
        while left > 0, room > 16 {
            room *= 2.0 / 3.0
            left -= 1
        }
        return max(16, Int(room.rounded(.up)))
    }

    /// How many numbers all levels have room for.
    static func room(k: Int, levels: Int) -> Int {
        (0..<levels).reduce(0) { $0 + self.room(k: k, depth: $1) }
    }

    /// Halves the lowest level that has at least its share; there is one whenever the room is full.
    mutating func compress() {
        var (level, start) = (0, self.free)
        while level < self.ends.count - 1,
            self.ends[level] - start < Self.room(k: self.k, depth: self.ends.count - 1 - level)
        {
            start = self.ends[level]
            level += 1
        }
        if level == self.ends.count - 1 { self.grow() }
        self.halve(level)
    }

    /// Adds a level at the top, and its room in front.
    private mutating func grow() {
        let more =
            Self.room(k: self.k, levels: self.ends.count + 1) - Self.room(k: self.k, levels: self.ends.count)
        self.items.insert(contentsOf: repeatElement(0, count: more), at: 0)
        self.free += more
        for index in self.ends.indices { self.ends[index] += more }
        self.ends.append(self.items.count)
    }

    /// Moves every second number of a level to the next one, which is there, and drops those between.
    ///
    /// An odd number out, the smallest, stays.
    private mutating func halve(_ level: Int) {
        let (start, end) = (level == 0 ? self.free : self.ends[level - 1], self.ends[level])
        let (next, free) = (self.ends[level + 1], self.free)
        let odd = (end - start) % 2
        let half = (end - start) / 2
        if level == 0 { self.sort(start..<end) }
        let (face, isNew) = self.coins.toss(level: level, salt: self.items[start])
        if isNew { self.errorVariance += Double(sign: .plus, exponent: 2 * level, significand: 1) }
        self.items.withUnsafeMutableBufferPointer { items in
            let first = start + odd
            for index in 0..<half { items[first + index] = items[first + 2 * index + face] }
            // What was chosen now ends where the merged level begins, so that nothing is overwritten before it is read.
            var (chosen, above, target) = (first, end, end - half)
            let chosenEnd = first + half
            while chosen < chosenEnd, above < next {
                if items[above] < items[chosen] {
                    items[target] = items[above]
                    above += 1
                } else {
                    items[target] = items[chosen]
                    chosen += 1
                }
                target += 1
            }
            while chosen < chosenEnd {
                items[target] = items[chosen]
                chosen += 1
                target += 1
            }
            // The odd one, and the levels below, close up.
            var source = start + odd
            while source > free {
                source -= 1
                items[source + half] = items[source]
            }
        }
        for index in 0..<level { self.ends[index] += half }
        self.ends[level] = end - half
        self.free += half
    }

    /// Sorts some numbers; in place, as those of a slice would not be.
    private mutating func sort(_ range: Range<Int>) {
        self.items.withUnsafeMutableBufferPointer { items in
            guard range.count <= 32 else {
                items[range].sort()
                return
            }
            for index in range.dropFirst() {
                let number = items[index]
                var place = index
                while place > range.lowerBound, items[place - 1] > number {
                    items[place] = items[place - 1]
                    place -= 1
                }
                items[place] = number
            }
        }
    }
}
