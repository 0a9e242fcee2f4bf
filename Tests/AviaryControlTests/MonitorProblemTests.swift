import AviaryControl
import AviaryCore
import Testing

struct MonitorProblemTests {
    private static func problems(_ monitor: MonitorSpecification) throws -> [String] {
        let name = try ModelName("wine")
        var endpoint = EndpointSpecification(name: name, model: name)
        endpoint.monitors = [monitor]
        return endpoint.problems
    }

    @Test func `what would be ignored is refused`() throws {
        let drift = MonitorSpecification.Drift(.inputs)
        #expect(try Self.problems(.init(name: "d", subject: .drift(drift))).isEmpty)
        #expect(try Self.problems(.init(name: "d", subject: .drift(drift), segment: "country")).count == 1)
        var tested = drift
        tested.test = "psi"
        #expect(try Self.problems(.init(name: "d", subject: .drift(tested))).first?.contains("'psi'") == true)
        var past = drift
        past.reference = .window(from: Timestamp(milliseconds: 0), to: Timestamp(milliseconds: 1))
        #expect(try Self.problems(.init(name: "d", subject: .drift(past))).first?.contains("pin it") == true)
        #expect(try Self.problems(.init(name: "a", subject: .absence(.seconds(60)), segment: "country")).count == 1)
        let queue = MonitorSpecification.Subject.measure(MeasureKey(.queue), .mean, .above(10))
        #expect(try Self.problems(.init(name: "q", subject: queue)).isEmpty)
        #expect(try Self.problems(.init(name: "q", subject: queue, segment: "country")).count == 1)
    }

    @Test func `a window longer than what is remembered is refused`() throws {
        let subject = MonitorSpecification.Subject.measure(MeasureKey(.missing), .mean, .above(0.1))
        #expect(try Self.problems(.init(name: "m", subject: subject, window: .seconds(6 * 3600))).isEmpty)
        #expect(try Self.problems(.init(name: "m", subject: subject, window: .seconds(6 * 3600 + 1))).count == 1)
    }
}
