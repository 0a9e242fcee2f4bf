import AviaryStatistics
import AviaryTesting
import Testing

/// The e-detector keeps what it guarantees, and finds what it should.
struct EDetectorTests {
    /// How many numbers come until it signals, at most `most`.
    private func runLength(_ detector: inout EDetector, most: Int, _ number: () -> Double) -> Int {
        for count in 1...most where detector.add(number()) { return count }
        return most
    }

    private func bit(_ rate: Double, _ source: inout Seeded) -> Double {
        Double.random(in: 0..<1, using: &source) < rate ? 1 : 0
    }

    /// How many numbers come between signals on average, and three standard errors of that.
    private func mean(of runs: Int, most: Int, _ detector: EDetector, _ number: () -> Double) -> (Double, Double) {
        var detector = detector
        let lengths = (0..<runs).map { _ in Double(self.runLength(&detector, most: most, number)) }
        let mean = lengths.reduce(0, +) / Double(runs)
        let squares = lengths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, 3 * squares.squareRoot() / Double(runs))
    }

    @Test(arguments: [0.001, 0.01, 0.05, 0.3, 0.5, 0.9, 0.999])
    func `without a change it expects one coin more with each number`(baseline: Double) {
        var source = Seeded(seed: 1)
        var detector = EDetector(baseline: baseline, averageRunLength: 1e15)
        for _ in 0..<500 {
            var (zero, one) = (detector, detector)
            let isSilent = !zero.add(0) && !one.add(1)
            #expect(isSilent)
            let expected = (1 - baseline) * zero.evidence + baseline * one.evidence
            #expect(abs(expected - detector.evidence - 1) <= 1e-9 * (1 + detector.evidence))
            _ = detector.add(self.bit(baseline, &source))
        }
    }

    /// A cut at ten times the run length makes the mean smaller only.
    @Test(arguments: [0.01, 0.05, 0.3, 0.5, 0.9], [(100.0, 400), (1000, 100)])
    func `false alarms are as rare as wanted`(baseline: Double, wanted: (length: Double, runs: Int)) {
        var source = Seeded(seed: UInt64(baseline * 1000 + wanted.length))
        let detector = EDetector(baseline: baseline, averageRunLength: wanted.length)
        let (mean, error) = self.mean(of: wanted.runs, most: Int(wanted.length) * 10, detector) {
            self.bit(baseline, &source)
        }
        #expect(mean + error >= wanted.length && error < mean / 2)
    }

    @Test func `that holds of any numbers, and of a mean that depends on those before`() {
        var source = Seeded(seed: 3)
        var last = 0.0
        let detector = EDetector(baseline: 0.2, averageRunLength: 300)
        let (mean, error) = self.mean(of: 300, most: 3000, detector) {
            // Spread evenly over 0...0.4 after a small number, else 1 with probability 0.2.
            last = last < 0.2 ? Double.random(in: 0...0.4, using: &source) : self.bit(0.2, &source)
            return last
        }
        #expect(mean + error >= 300 && error < mean / 2)
    }

    @Test func `a rate of 0_05 that becomes 0_15 is found after 90 numbers on average`() {
        var (delays, early) = ([Int](), 0)
        for seed in 0..<200 {
            var source = Seeded(seed: UInt64(seed))
            var detector = EDetector(baseline: 0.05, averageRunLength: 10_000)
            let before = 500
            if self.runLength(&detector, most: before, { self.bit(0.05, &source) }) < before { early += 1 }
            delays.append(self.runLength(&detector, most: 5000) { self.bit(0.15, &source) })
        }
        let mean = Double(delays.reduce(0, +)) / Double(delays.count)
        #expect(mean > 70 && mean < 110, "\(mean)")
        // By the guarantee at most 500 of 10,000 are expected to alarm in 500 numbers, which is 10 of 200.
        #expect(early <= 20)
    }

    @Test func `it begins anew after a signal, and tells where the change began`() {
        var source = Seeded(seed: 11)
        var detector = EDetector(baseline: 0.05)
        #expect(detector.estimatedStart == nil)
        var fresh = detector
        while !fresh.add(1) {}
        #expect(fresh.evidence == 0 && fresh.estimatedStart == 0)
        let numbers = (0..<6000).map { self.bit($0 < 2000 ? 0.04 : 0.2, &source) }
        let drifts = detector.drifts(in: numbers)
        #expect(drifts.count > 20 && (drifts.first ?? 0) > 2000)

        var errors: [Int] = []
        for seed in 0..<100 {
            var source = Seeded(seed: 100 + UInt64(seed))
            var detector = EDetector(baseline: 0.05)
            let numbers = (0..<2000).map { self.bit($0 < 1000 ? 0.05 : 0.25, &source) }
            guard let found = numbers.indices.first(where: { detector.add(numbers[$0]) }), found >= 1000 else {
                continue
            }
            errors.append(abs((detector.estimatedStart ?? 0) - 1000))
        }
        #expect(errors.count > 90)
        #expect(errors.sorted()[errors.count / 2] <= 10)
    }

    @Test func `numbers of small variance are told apart sooner than bits of the same mean`() {
        func delay(_ number: (inout Seeded) -> Double) -> Int {
            var source = Seeded(seed: 12)
            var detector = EDetector(baseline: 0.3)
            return self.runLength(&detector, most: 5000) { number(&source) }
        }
        let narrow = delay { Double.random(in: 0.39...0.41, using: &$0) }
        let wide = delay { self.bit(0.4, &$0) }
        #expect(narrow * 2 < wide)
    }

    @Test func `numbers beyond 0 and 1 are taken as the nearest end`() {
        var (clamped, beyond) = (EDetector(baseline: 0.4), EDetector(baseline: 0.4))
        var source = Seeded(seed: 13)
        for _ in 0..<2000 {
            let bit = self.bit(0.6, &source)
            let signals = (clamped.add(bit), beyond.add(bit == 1 ? 7 : -3))
            #expect(signals.0 == signals.1)
        }
    }
}
