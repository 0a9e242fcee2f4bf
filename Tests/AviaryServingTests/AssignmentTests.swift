import AviaryCore
import AviaryServing
import AviaryTesting
import Testing

/// Which version answers: shares, stickiness, and what testers ask for.
struct AssignmentTests {
    /// A model of some versions, and an endpoint over it.
    private struct Aviary {
        let engines: [UInt64: Engine]
        let model: ModelVersions

        init(_ versions: [UInt64], other: [VersionNumber: ModelVersions.State] = [:]) throws {
            let backend = GatedBackend(open: true)
            var engines: [UInt64: Engine] = [:]
            for version in versions { engines[version] = try engine(backend, version: version) }
            self.engines = engines
            var states = other
            for (version, engine) in engines { states[VersionNumber(version)] = .ready(engine) }
            self.model = ModelVersions(name: try ModelName("m"), states: states)
        }

        func endpoint(_ change: (inout Traffic) throws -> Void = { _ in }) throws -> Endpoint {
            let name = try ModelName("prod")
            var traffic = Traffic(endpoint: name, model: self.model.name, stable: VersionNumber(1))
            try change(&traffic)
            return Endpoint(self.model, traffic)
        }
    }

    private static func share(_ version: UInt64, _ points: Int) throws -> Traffic.Share {
        Traffic.Share(VersionNumber(version), try Weight(basisPoints: points))
    }

    /// The version and role that some requests are sent to.
    private static func outcome(
        _ endpoint: Endpoint,
        _ choice: VersionChoice = .any,
        key: UInt64? = nil,
        _ random: inout Seeded
    ) throws -> String {
        let assignment = try endpoint.assign(choice, key: key, using: &random)
        return "\(assignment.engine.version) \(assignment.role.rawValue) \(assignment.isAssigned)"
    }

    @Test func `whoever is on the candidate at some share stays there at every higher one`() throws {
        let aviary = try Aviary([1, 2])
        var random = Seeded(seed: 11)
        for salt in [UInt64(0), 1, 2, .max] {
            let weights = [0, 1, 500, 2_500, 5_000, 9_999, 10_000]
            let endpoints = try weights.map { weight in
                try aviary.endpoint {
                    $0.candidate = try Self.share(2, weight)
                    $0.salt = salt
                }
            }
            for number in 0..<500 {
                let key = RoutingHash.of("customer-\(number)".utf8)
                let onCandidate = try endpoints.map {
                    try $0.assign(key: key, using: &random).role == .candidate
                }
                #expect(onCandidate == onCandidate.sorted { !$0 && $1 }, "key \(number), salt \(salt)")
                #expect(onCandidate.first == false && onCandidate.last == true)
                // The same key, the same version.
                let again = try endpoints[3].assign(key: key, using: &random).role
                #expect((again == .candidate) == onCandidate[3])
            }
        }
    }

    @Test func `a key falls in the same place in every program, and elsewhere in another rollout`() {
        let keys = (0..<10_000).map { RoutingHash.of("user\($0)".utf8) }
        // What other programs, and this one after a restart, must find as well.
        #expect(RoutingHash.of("".utf8) == 0xCBF2_9CE4_8422_2325)
        #expect(RoutingHash.of("foobar".utf8) == 0x8594_4171_F739_67E8)
        #expect(keys.prefix(4).map { RoutingHash.bucket(of: $0, salt: 7) } == [2_833, 1_705, 4_456, 1_469])
        // Of those below 10 % with one salt, 10 % are so with another: 1,000 of 10,000 and 100 of those, within 5 sigma.
        let first = keys.filter { RoutingHash.bucket(of: $0, salt: 1) < 1_000 }
        let both = first.filter { RoutingHash.bucket(of: $0, salt: 2) < 1_000 }
        #expect(abs(first.count - 1_000) < 150)
        #expect(abs(both.count - 100) < 50)
    }

    @Test(arguments: [true, false])
    func `shares come out, those of experiments of what the candidate leaves`(keyed: Bool) throws {
        let endpoint = try Aviary([1, 2, 3, 4]).endpoint {
            $0.candidate = try Self.share(2, 2_000)
            $0.experiment = [try Self.share(3, 3_000), try Self.share(4, 1_000)]
        }
        var random = Seeded(seed: 12)
        var counts: [Role: [UInt64: Int]] = [:]
        let count = 20_000
        for number in 0..<count {
            let key = keyed ? RoutingHash.of("k\(number)".utf8) : nil
            let assignment = try endpoint.assign(key: key, using: &random)
            counts[assignment.role, default: [:]][assignment.engine.version.rawValue, default: 0] += 1
        }
        // 5 sigma of a binomial count are at most 354.
        for (role, version, expected) in [
            (Role.candidate, 2 as UInt64, 0.2), (.experiment, 3, 0.8 * 0.3), (.experiment, 4, 0.8 * 0.1),
            (.stable, 1, 0.8 * 0.6),
        ] {
            let found = counts[role]?[version] ?? 0
            #expect(abs(Double(found) - expected * Double(count)) < 354, "\(role) \(version): \(found)")
        }
        #expect(counts.values.map { $0.values.reduce(0, +) }.reduce(0, +) == count)
    }

    @Test func `an experiment's members stay where they are from rollout to rollout`() throws {
        let aviary = try Aviary([1, 2, 3])
        let endpoints = try [1, 2, 3 as UInt64].map { salt in
            try aviary.endpoint {
                $0.candidate = try Self.share(2, 1_000)
                $0.experiment = [try Self.share(3, 5_000)]
                $0.salt = salt
            }
        }
        var random = Seeded(seed: 13)
        var moved = 0
        for number in 0..<2_000 {
            let key = RoutingHash.of("k\(number)".utf8)
            let roles: [Role] = try endpoints.map { try $0.assign(key: key, using: &random).role }
            #expect(Set(roles).subtracting([.candidate]).count <= 1, "key \(number)")
            if roles.contains(.candidate), roles.contains(where: { $0 != .candidate }) { moved += 1 }
        }
        #expect(moved > 100)
    }

    @Test func `testers get what they ask for, the candidate before it has a share`() throws {
        let endpoint = try Aviary([1, 2, 3]).endpoint {
            $0.candidate = try Self.share(2, 0)
            $0.fallback = .percent(50)
        }
        var random = Seeded(seed: 14)
        for (path, field, expected) in [
            (nil, nil, "1 stable true"), (nil, "stable", "1 stable false"), (nil, "candidate", "2 candidate false"),
            (nil, "1", "1 stable false"), (nil, "2", "2 candidate false"), (nil, "3", "3 named false"),
            ("1", nil, "1 named false"), ("2", nil, "2 named false"),
        ] as [(String?, String?, String)] {
            let choice = try VersionChoice(path: path, field: field)
            #expect(try Self.outcome(endpoint, choice, &random) == expected)
            #expect(try endpoint.assign(choice, key: nil, using: &random).fallback == nil)
        }
    }

    @Test func `whoever asks for what is not there is told what there is`() throws {
        var random = Seeded(seed: 15)
        for field in ["canary", "Candidate", "0", "-1", ""] {
            let error = #expect(throws: AviaryError.self) { try VersionChoice(path: nil, field: field) }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message.contains("'candidate', 'stable' or a version's number") == true)
        }
        #expect(throws: AviaryError.self) { try VersionChoice(path: "1", field: "candidate") }
        let endpoint = try Aviary([1]).endpoint()
        let none = #expect(throws: AviaryError.self) { try endpoint.assign(.candidate, key: nil, using: &random) }
        #expect(none?.code == .notFound && none?.message.contains("prod has no candidate") == true)
        let number = VersionChoice.number(VersionNumber(9))
        let unknown = #expect(throws: AviaryError.self) { try endpoint.assign(number, key: nil, using: &random) }
        #expect(unknown?.code == .notFound && unknown?.message == "unknown version '9': prod has versions 1")
    }

    @Test func `where a version is not ready stable answers, and where stable is not that is said`() throws {
        var random = Seeded(seed: 16)
        let other: [VersionNumber: ModelVersions.State] = [VersionNumber(2): .loading, VersionNumber(4): .loading]
        let endpoint = try Aviary([1], other: other).endpoint {
            $0.candidate = Traffic.Share(VersionNumber(2), .all)
            $0.experiment = [Traffic.Share(VersionNumber(3), .all)]
        }
        #expect(try Self.outcome(endpoint, .any, &random) == "1 stable true")
        let asked = #expect(throws: AviaryError.self) { try endpoint.assign(.candidate, key: nil, using: &random) }
        #expect(asked?.code == .unavailable && asked?.message == "version 2 of prod is loading")

        for (version, message) in [
            (4 as UInt64, "version 4 of prod is loading"), (5, "version 5 of model m is not loaded"),
        ] {
            let without = try Aviary([1, 2], other: other).endpoint { $0.stable = VersionNumber(version) }
            let error = #expect(throws: AviaryError.self) { try without.assign(key: nil, using: &random) }
            #expect(error?.code == .unavailable && error?.message == message)
            #expect(throws: AviaryError.self) { try without.reader(.any) }
        }
    }
}
