import AviaryCore
import AviaryServing
import AviaryTesting
import Testing

/// Which table is in force, and who sees it when.
struct RouterTests {
    private static func model(_ name: String, _ engine: Engine) throws -> ModelVersions {
        ModelVersions(name: try ModelName(name), states: [engine.version: .ready(engine)])
    }

    @Test func `endpoints come of models, and of traffic where there is some`() throws {
        let router = Router()
        let engine = try engine(GatedBackend(open: true), version: 3)
        router.setModels([try Self.model("m", engine)])
        #expect(router.table.endpoints.keys.sorted() == ["m"])
        #expect(try router.table.endpoint("m").engine(version: nil) === engine)

        let prod = try ModelName("prod")
        var traffic = Traffic(endpoint: prod, model: try ModelName("m"), stable: VersionNumber(3))
        traffic.key = .header("X-User")
        router.setTraffic(traffic)
        #expect(router.table.endpoints.keys.sorted() == ["m", "prod"])
        #expect(try router.table.endpoint("prod").engine(version: nil) === engine)
        #expect(router.table.wantedFields.names == ["x-user"])

        // An endpoint of the model's own name follows its traffic, and not the highest version any more.
        router.setTraffic(Traffic(endpoint: try ModelName("m"), model: try ModelName("m"), stable: VersionNumber(2)))
        let error = #expect(throws: AviaryError.self) { try router.table.endpoint("m").engine(version: nil) }
        #expect(error?.code == .unavailable)
        router.removeTraffic(of: try ModelName("m"))
        router.removeTraffic(of: prod)
        #expect(router.table.endpoints.keys.sorted() == ["m"])
        #expect(try router.table.endpoint("m").engine(version: nil) === engine)

        router.setTraffic(traffic)
        router.setModels([])
        let gone = #expect(throws: AviaryError.self) { try router.table.endpoint("prod").engine(version: nil) }
        #expect(gone?.code == .unavailable && gone?.message == "version 3 of model m is not loaded")
    }

    @Test func `a version that stands aside answers only where it is named`() throws {
        let (one, two) = (try engine(GatedBackend(open: true)), try engine(GatedBackend(open: true), version: 2))
        let endpoint = Endpoint(
            ModelVersions(
                name: try ModelName("m"),
                states: [VersionNumber(1): .ready(one), VersionNumber(2): .ready(two)],
                aside: [VersionNumber(2)]
            )
        )
        #expect(try endpoint.engine(version: nil) === one)
        #expect(try endpoint.engine(version: "2") === two)
    }

    @Test func `a loop sees every change at its next look, and keeps its table while there is none`() throws {
        let router = Router()
        let view = RouterView(router)
        let engine = try engine(GatedBackend(open: true))
        let first = view.table
        #expect(view.table === first && first.endpoints.isEmpty)
        for number in 1...3 {
            router.setModels(try (1...number).map { try Self.model("m\($0)", engine) })
            #expect(view.table.endpoints.count == number)
            #expect(view.table === router.table)
        }
    }

    @Test func `a request that is under way is routed by the table that is in force when it is submitted`() throws {
        let router = Router()
        let (one, two) = (try engine(GatedBackend(open: true)), try engine(GatedBackend(open: true), version: 2))
        let name = try ModelName("m")
        router.setModels([
            ModelVersions(name: name, states: [VersionNumber(1): .ready(one), VersionNumber(2): .ready(two)])
        ])
        var traffic = Traffic(endpoint: name, model: name, stable: VersionNumber(1))
        traffic.candidate = .init(VersionNumber(2), .all)
        router.setTraffic(traffic)
        let view = RouterView(router)
        var random = Seeded(seed: 21)
        let request = RouteRequest(endpoint: "m")
        #expect(try request.assign(in: view.table, [:], using: &random).engine === two)
        traffic.candidate = nil
        router.setTraffic(traffic)
        #expect(try request.assign(in: view.table, [:], using: &random).engine === one)
    }
}
