import AviaryCore
import AviaryServer
import AviaryServing
import AviaryStore
import AviaryTesting
import Foundation
import Logging
import ONNXRuntime
import Testing

/// Versions that are loaded because an endpoint needs them.
@Suite(.timeLimit(.minutes(1)))
struct ModelLifecycleTests {
    /// A repository with versions 1 to 3 of one model, of which the policy chooses the newest.
    private final class Loaded {
        let base = FileManager.default.temporaryDirectory.appending(path: "aviary-lifecycle-\(UUID().uuidString)")
        let router = Router()
        let lifecycle: ModelLifecycle

        init(versions: ClosedRange<Int>, policy: String) throws {
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let model = Checkout.root.appending(path: "Tests/ONNXRuntimeTests/Fixtures/identity-float32.onnx")
            for version in versions {
                let folder = self.base.appending(path: "m/\(version)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try FileManager.default.copyItem(at: model, to: folder.appending(path: "model.onnx"))
            }
            try Data(policy.utf8).write(to: self.base.appending(path: "m/model.yaml"))
            let search = LibrarySearch(
                environmentPath: ProcessInfo.processInfo.environment["AVIARY_ONNXRUNTIME"],
                directories: [Checkout.root.appending(path: ".deps").path()]
            )
            let environment = try Environment(library: try Library.open(search), logger: logger)
            self.lifecycle = ModelLifecycle(
                repository: try ModelRepository(root: self.base.path()),
                loader: EngineLoader(environment: environment, watch: try DeadlineWatch(), logger: logger),
                router: self.router,
                logger: logger
            )
        }

        deinit { try? FileManager.default.removeItem(at: self.base) }

        /// The version that answers by default, and those that are ready.
        var state: String {
            get throws {
                let endpoint = try self.router.table.endpoint("m")
                let ready = endpoint.engines.map(\.version.description).joined(separator: " ")
                return "\(try endpoint.engine(version: nil).version) of \(ready)"
            }
        }
    }

    @Test
    func `a version that is required is loaded beside the others, outlives changes, and goes when it is released`()
        async throws
    {
        let loaded = try Loaded(versions: 1...3, policy: "versionPolicy: {specific: [2]}\n")
        let name = try ModelName("m")
        try await loaded.lifecycle.loadAll()
        #expect(try loaded.state == "2 of 2")
        // The newest by number, and yet it answers only where it is named.
        let engine = try await loaded.lifecycle.require(name, VersionNumber(3))
        #expect(engine.version == VersionNumber(3))
        #expect(try loaded.state == "2 of 2 3")
        #expect(try await loaded.lifecycle.require(name, VersionNumber(3)) === engine)
        try await loaded.lifecycle.load(name, force: false)
        await loaded.lifecycle.poll()
        #expect(try loaded.state == "2 of 2 3")
        await loaded.lifecycle.release(name, VersionNumber(3))
        #expect(try loaded.state == "2 of 2")
        // What the policy chooses stays.
        _ = try await loaded.lifecycle.require(name, VersionNumber(2))
        await loaded.lifecycle.release(name, VersionNumber(2))
        #expect(try loaded.state == "2 of 2")
    }

    @Test func `what cannot be required is said, and changes nothing`() async throws {
        let loaded = try Loaded(versions: 1...2, policy: "versionPolicy: {specific: [1]}\n")
        let name = try ModelName("m")
        try await loaded.lifecycle.loadAll()
        let version = await #expect(throws: AviaryError.self) {
            try await loaded.lifecycle.require(name, VersionNumber(9))
        }
        #expect(version?.code == .notFound)
        #expect(version?.message == "version 9 of m is not in the repository; there are versions 1, 2")
        let model = await #expect(throws: AviaryError.self) {
            try await loaded.lifecycle.require(try ModelName("n"), VersionNumber(1))
        }
        #expect(model?.code == .notFound)
        try Data("no model".utf8).write(to: loaded.base.appending(path: "m/2/model.onnx"))
        await #expect(throws: AviaryError.self) { try await loaded.lifecycle.require(name, VersionNumber(2)) }
        #expect(try loaded.state == "1 of 1")
        #expect(try loaded.router.table.endpoint("m").model.states.keys.sorted() == [VersionNumber(1)])
    }
}
