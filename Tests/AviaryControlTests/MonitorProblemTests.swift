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
        var past = drift
        past.reference = .window(from: Timestamp(milliseconds: 0), to: Timestamp(milliseconds: 1))
        #expect(try Self.problems(.init(name: "d", subject: .drift(past))).first?.contains("pin it") == true)
        #expect(try Self.problems(.init(name: "a", subject: .absence(.seconds(60)), segment: "country")).count == 1)
        let queue = MonitorSpecification.Subject.measure(MeasureKey(.queue), .mean, .above(10))
        #expect(try Self.problems(.init(name: "q", subject: queue)).isEmpty)
        #expect(try Self.problems(.init(name: "q", subject: queue, segment: "country")).count == 1)
    }

    private static func problem(_ test: String, _ kind: MonitorSpecification.Drift.Kind = .inputs) throws -> String? {
        try Self.problems(.init(name: "d", subject: .drift(.init(kind, test: test)))).first
    }

    @Test(arguments: ["ks", "cramer-von-mises", "anderson", "mann-whitney", "chi-square", "g-test"])
    func `tests with a p-value are taken`(name: String) throws {
        #expect(try Self.problem(name) == nil)
    }

    @Test(arguments: ["psi", "wasserstein", "jensen-shannon", "hellinger", "energy", "cramers-v"])
    func `distances are refused, with the reason and the names that work`(name: String) throws {
        let problem = try #require(try Self.problem(name))
        #expect(problem.hasPrefix("monitors: 'd' names '\(name)', a distance without a p-value"))
        #expect(problem.contains("ks, cramer-von-mises, anderson, mann-whitney, chi-square, g-test"))
    }

    @Test func `unknown tests are refused, and tests of the concept`() throws {
        #expect(try #require(try Self.problem("man-whitney")).contains("did you mean 'mann-whitney'?"))
        #expect(try #require(try Self.problem("ks", .concept)).contains("e-detector"))
    }

    @Test func `a window longer than what is remembered is refused`() throws {
        let subject = MonitorSpecification.Subject.measure(MeasureKey(.missing), .mean, .above(0.1))
        #expect(try Self.problems(.init(name: "m", subject: subject, window: .seconds(6 * 3600))).isEmpty)
        #expect(try Self.problems(.init(name: "m", subject: subject, window: .seconds(6 * 3600 + 1))).count == 1)
    }
}
