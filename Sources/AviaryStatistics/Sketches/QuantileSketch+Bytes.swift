extension QuantileSketch {
    /// The sketch as bytes.
    public var serialized: [UInt8] {
        var writer = SketchWriter(.quantiles)
        writer.append(UInt32(self.k))
        writer.append(count: self.count)
        writer.append(self.coins.state)
        writer.append(self.coins.turning)
        writer.append(self.coins.faces)
        for number in [self.errorVariance, self.least, self.most] { writer.append(number) }
        writer.append(UInt32(self.ends.count))
        for level in self.ends.indices {
            let numbers = self.level(level)
            writer.append(UInt32(numbers.count))
            for number in numbers { writer.append(number) }
        }
        return writer.bytes
    }

    /// Reads a sketch.
    ///
    /// - Parameter serialized: what ``serialized`` has given.
    /// - Throws: ``SketchError/malformed(_:)`` for other bytes.
    public init(serialized: [UInt8]) throws(SketchError) {
        var reader = try SketchReader(serialized, kind: .quantiles)
        let k = Int(try reader.integer(UInt32.self))
        try reader.check(Self.sizes.contains(k), "a k in \(Self.sizes)")
        self.init(k: k)
        self.count = try reader.count()
        let coins = SketchCoins(state: try reader.integer(), turning: try reader.integer(), faces: try reader.integer())
        self.coins = coins
        self.errorVariance = try reader.number()
        self.least = try reader.number()
        self.most = try reader.number()
        let height = try reader.length(of: 4)
        try reader.check((1...Self.highest).contains(height), "1 to \(Self.highest) levels")
        var levels: [[Double]] = []
        var weight = 0
        for level in 0..<height {
            var numbers: [Double] = []
            for _ in 0..<(try reader.length(of: 8)) { numbers.append(try reader.number()) }
            try reader.check(
                numbers.count <= (SketchCount.most - weight) >> level,
                "no more numbers than can be counted"
            )
            weight += numbers.count << level
            try reader.check(
                level == 0 || zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 },
                "ascending levels above the first"
            )
            levels.append(numbers)
        }
        try reader.finish()
        try reader.check(weight == self.count, "numbers that stand for \(self.count)")
        try reader.check(
            levels.reduce(0) { $0 + $1.count } <= Self.room(k: k, levels: height),
            "no more numbers than there is room for"
        )
        try self.check(levels, by: reader)
        self.lay(levels)
    }

    /// A level more would stand for more numbers than are counted.
    private static let highest = 53

    private func check(_ levels: [[Double]], by reader: SketchReader) throws(SketchError) {
        let numbers = levels.joined()
        try reader.check(!numbers.contains { $0 == 0 && $0.sign == .minus }, "no -0")
        try reader.check(
            numbers.allSatisfy { (self.least...max(self.least, self.most)).contains($0) },
            "numbers from minimum to maximum"
        )
        try reader.check(
            self.count > 0 ? self.least <= self.most : (self.least, self.most) == (.infinity, -.infinity),
            "a minimum that is not above the maximum"
        )
        try reader.check(
            self.coins.turning >> UInt64(levels.count - 1) == 0 && self.coins.faces & ~self.coins.turning == 0,
            "coins of levels that are there"
        )
        let (variance, count) = (self.errorVariance, Double(self.count))
        if levels.count == 1 {
            try reader.check(
                variance == 0 && (self.count == 0 || (numbers.min(), numbers.max()) == (self.least, self.most)),
                "no error and all numbers on one level"
            )
        } else {
            try reader.check((1...max(1, count * count)).contains(variance), "an error that there can be")
        }
    }
}
