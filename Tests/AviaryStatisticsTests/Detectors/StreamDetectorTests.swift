import AviaryStatistics
import AviaryTesting
import Testing

/// What holds of all detectors, and how they are made by name.
struct StreamDetectorTests {
    private static let needed: [StreamDetectorKind: [String: Double]] = [.eDetector: ["baseline": 0.1]]

    private func make(_ kind: StreamDetectorKind) throws -> any StreamDetector {
        try kind.make(Self.needed[kind, default: [:]])
    }

    @Test func `the names are those that people type`() {
        let names = StreamDetectorKind.allCases.map(\.rawValue)
        #expect(
            names == [
                "adwin", "ddm", "eddm", "hddm-a", "hddm-w", "kswin", "page-hinkley", "cusum", "e-detector",
            ]
        )
    }

    @Test func `an unknown name is answered with the known ones`() {
        #expect(throws: StreamDetectorError.unknownDetector("adwim")) { try StreamDetectorKind(named: "adwim") }
        #expect(
            StreamDetectorError.unknownDetector("x").description.hasSuffix(
                "known are adwin, ddm, eddm, hddm-a, hddm-w, kswin, page-hinkley, cusum, e-detector"
            )
        )
        let error = #expect(throws: StreamDetectorError.self) { try StreamDetectorKind.ddm.make(["warm": 1]) }
        #expect(
            error?.description
                == "ddm has no parameter 'warm'; known are warm_start, warning_threshold, drift_threshold"
        )
    }

    @Test func `letters' case and hyphens of parameters do not count`() throws {
        let parameter = try StreamDetectorKind.eDetector.parameter(named: "averageRunLength")
        #expect(parameter.name == "average_run_length")
        #expect(throws: Never.self) { try StreamDetectorKind.adwin.make(["min-window-length": 3, "maxBuckets": 2]) }
    }

    @Test(arguments: StreamDetectorKind.allCases)
    func `a parameter beyond its range is refused, and its ends are taken`(kind: StreamDetectorKind) throws {
        for parameter in kind.parameters {
            for wrong in [-1, .nan, .infinity, 1e300] where !parameter.range.contains(wrong) {
                var values = Self.needed[kind, default: [:]]
                values[parameter.name] = wrong
                let error = #expect(throws: StreamDetectorError.self) { try kind.make(values) }
                #expect(error?.description.contains("\(parameter.name) is \(parameter.range), got") == true)
            }
            #expect(!parameter.range.contains(.nan))
            guard let value = parameter.defaultValue else { continue }
            #expect(parameter.range.contains(value))
            #expect(parameter.value(of: parameter.text(of: value)) == value)
        }
    }

    @Test func `parameters that do not fit together, and one that is needed, are told`() {
        let pairs: [(StreamDetectorKind, [String: Double], String)] = [
            (.eddm, ["alpha": 0.5], "eddm: alpha is at least beta, got 0.5 and 0.9"),
            (.kswin, ["stat_size": 51], "kswin: window_size is at least twice stat_size, got 100 and 51"),
            (.eDetector, [:], "e-detector needs baseline, a number above 0 and below 1"),
        ]
        for (kind, values, words) in pairs {
            let error = #expect(throws: StreamDetectorError.self) { try kind.make(values) }
            #expect(error?.description.hasPrefix(words) == true)
        }
    }

    @Test(arguments: StreamDetectorKind.allCases)
    func `numbers that are not finite are passed over`(kind: StreamDetectorKind) throws {
        var (plain, gapped) = (try self.make(kind), try self.make(kind))
        var source = Seeded(seed: 5)
        for index in 0..<3000 {
            let number = Double.random(in: 0..<1, using: &source) < (index < 1500 ? 0.1 : 0.8) ? 1.0 : 0
            for odd in [Double.nan, .infinity, -.infinity] {
                let signal = gapped.add(odd)
                #expect(!signal)
            }
            let signals = (plain.add(number), gapped.add(number))
            #expect(signals.0 == signals.1)
        }
    }

    @Test(arguments: StreamDetectorKind.allCases)
    func `a great change is found, and numbers of any size do no harm`(kind: StreamDetectorKind) throws {
        var detector = try self.make(kind)
        var source = Seeded(seed: 6)
        // EDDM wants errors before the change, thirty of them.
        let numbers = (0..<4000).map { index in
            Double.random(in: 0..<1, using: &source) < (index < 2000 ? 0.05 : 0.9) ? 1.0 : 0
        }
        let drifts = detector.drifts(in: numbers)
        #expect(drifts.contains { $0 >= 2000 && $0 < 2200 }, "\(drifts)")
        for value in [Double.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, -0.0] {
            for _ in 0..<300 { _ = detector.add(value) }
        }
    }

    @Test(arguments: StreamDetectorKind.allCases)
    func `a constant never drifts`(kind: StreamDetectorKind) throws {
        for constant in [0, 0.05] {
            var detector = try self.make(kind)
            let drifts = detector.drifts(in: repeatElement(constant, count: 5000))
            #expect(drifts == [])
        }
    }

    @Test func `sums tell where the change began`() {
        var detector = CUSUM(delta: 0.5, threshold: 8, target: 0)
        var source = CongruentialNumbers(seed: 9)
        let numbers = (0..<1000).map { source.numbers(12).reduce(0, +) - 6 + ($0 < 800 ? 0 : 1.5) }
        let first = numbers.firstIndex { detector.add($0) }
        #expect((800..<830).contains(first ?? 0))
        #expect((770...815).contains(detector.estimatedStart ?? 0))
    }

    @Test func `a window without a cut holds all numbers, and one with a cut the latest`() throws {
        var detector = ADWIN()
        var source = Seeded(seed: 10)
        for _ in 0..<5000 { _ = detector.add(Double.random(in: 0..<1, using: &source)) }
        #expect(detector.width == 5000)
        #expect(abs(try #require(detector.mean) - 0.5) < 0.02)
        let drift = (0..<200).first { _ in detector.add(Double.random(in: 4..<5, using: &source)) }
        #expect(drift != nil && detector.width < 5000 && detector.mean ?? 0 > 0.5)
        _ = detector.add(4)
        #expect(detector.width == 1 && detector.mean == 4)
    }
}
