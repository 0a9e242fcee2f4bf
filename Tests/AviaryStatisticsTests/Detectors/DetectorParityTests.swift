import AviaryStatistics
import Testing

/// Detectors signal where river's do.
struct DetectorParityTests {
    @Test(arguments: StreamDetectorKind.allCases.filter { $0 != .eDetector })
    func `drifts and warnings come at the same numbers`(kind: StreamDetectorKind) throws {
        let fixture = try StreamFixture.load()
        let streams = Dictionary(uniqueKeysWithValues: fixture.streams.map { ($0.name, $0.numbers) })
        let cases = fixture.cases.filter { $0.detector == kind.rawValue }
        #expect(cases.count > 30 && cases.contains { $0.drifts.count > 1 })
        for said in cases {
            var values: [String: Double] = [:]
            for (name, text) in said.parameters { values[name] = try kind.parameter(named: name).value(of: text) }
            let place = "\(kind.rawValue) \(said.parameters) on \(said.stream)"
            let found = try self.watch(kind.make(values), #require(streams[said.stream]))
            #expect(found.drifts == said.drifts, "\(place)")
            #expect(found.warnings == said.warnings.flatMap { $0[0]..<$0[0] + $0[1] }, "\(place)")
        }
    }

    private func watch(_ detector: any StreamDetector, _ numbers: [Double]) -> (drifts: [Int], warnings: [Int]) {
        var detector = detector
        var (drifts, warnings): ([Int], [Int]) = ([], [])
        for (index, number) in numbers.enumerated() {
            if detector.add(number) { drifts.append(index) }
            if (detector as? any WarningDetector)?.isWarning == true { warnings.append(index) }
        }
        return (drifts, warnings)
    }

    @Test func `one bucket of each size will do`() {
        // River fails here, as it drops buckets where there is none.
        var detector = ADWIN(delta: 0.5, clock: 1, maxBuckets: 1, minWindowLength: 1, gracePeriod: 0)
        let numbers = (0..<2000).map { Double($0 / 100 % 3) * 10 }
        let drifts = detector.drifts(in: numbers)
        #expect(drifts.count >= 15)
        #expect(detector.width < 100)
    }
}
