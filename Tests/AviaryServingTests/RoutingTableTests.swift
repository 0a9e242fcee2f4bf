import AviaryCore
import AviaryServing
import Testing

/// Which engine answers which request, and what is said when there is none.
struct RoutingTableTests {
    @Test func `the highest ready version answers, a named one by its number`() throws {
        let backend = GatedBackend(open: true)
        let (two, ten) = (try engine(backend, version: 2), try engine(backend, version: 10))
        let endpoint = Endpoint(
            ModelVersions(
                name: try ModelName("m"),
                states: [
                    VersionNumber(2): .ready(two), VersionNumber(10): .ready(ten), VersionNumber(11): .loading,
                    VersionNumber(12): .unavailable(reason: "broken"),
                ]
            )
        )
        #expect(try endpoint.engine(version: nil) === ten)
        #expect(try endpoint.engine(version: "2") === two)
        for (version, code, text) in [
            ("11", AviaryError.Code.unavailable, "loading"), ("12", .unavailable, "broken"),
            ("9", .notFound, "m has versions 2, 10, 11, 12"), ("x", .notFound, "unknown version 'x'"),
        ] {
            let error = #expect(throws: AviaryError.self) { try endpoint.engine(version: version) }
            #expect(error?.code == code)
            #expect(error?.message.contains(text) == true, "\(String(describing: error))")
        }
        two.close()
        ten.close()
    }

    @Test(arguments: [nil, "1"])
    func `a model whose configuration is wrong says so`(version: String?) throws {
        let endpoint = Endpoint(ModelVersions(name: try ModelName("m"), states: [:], problem: "line 2: unknown key"))
        let error = #expect(throws: AviaryError.self) { try endpoint.engine(version: version) }
        #expect(error?.code == .unavailable)
        #expect(error?.message == "m cannot be served: line 2: unknown key")
    }

    @Test func `an unknown model is told which ones there are`() throws {
        let table = RoutingTable([Endpoint(ModelVersions(name: try ModelName("iris"), states: [:]))])
        let error = #expect(throws: AviaryError.self) { try table.endpoint("rose") }
        #expect(error?.code == .notFound)
        #expect(error?.message == "unknown model 'rose'; there are iris")
    }
}
