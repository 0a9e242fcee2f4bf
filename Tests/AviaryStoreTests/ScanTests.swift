import AviaryCore
import AviaryStore
import Foundation
import Testing

@Suite struct ScanTests {
    private let repository = TemporaryRepository()

    private func addVersions(_ versions: [Int], to model: String = "iris") {
        for version in versions { self.repository.write("\(model)/\(version)/model.onnx", OnnxBytes.plain) }
    }

    private func iris() throws -> ScannedModel { try #require(try self.repository.open().scan()[.iris]) }

    @Test func `a repository that is not there, or no directory, is named with a remedy`() {
        let missing = #expect(throws: AviaryError.self) { try ModelRepository(root: self.repository.base + "/none") }
        #expect(missing?.code == .notFound)
        #expect(missing?.remedy == "give a directory that holds NAME/VERSION/model.onnx")
        self.repository.write("file", "x")
        let file = #expect(throws: AviaryError.self) { try ModelRepository(root: self.repository.root + "/file") }
        #expect(file?.message.hasSuffix("/models/file' is no directory") == true)
    }

    @Test func `an empty repository has no models`() throws {
        let scan = try self.repository.open().scan()
        #expect(scan.models.isEmpty)
        #expect(scan.notes.isEmpty)
    }

    @Test func `versions are ordered by number, and the latest is chosen`() throws {
        self.addVersions([2, 10, 1])
        let model = try self.iris()
        #expect(model.versions.map(\.rawValue) == [1, 2, 10])
        #expect(model.chosen.map(\.rawValue) == [10])
        #expect(model.configuration == .success(ModelConfiguration()))
        #expect(model.notes.isEmpty)
    }

    @Test(
        arguments: [
            ("all", [1, 2, 10], []), ("{latest: 2}", [2, 10], []), ("{latest: 9}", [1, 2, 10], []),
            ("{specific: [2, 1]}", [1, 2], []), ("{specific: [10, 3]}", [10], ["iris/3"]),
        ] as [(String, [UInt64], [String])]
    )
    func `the version policy chooses`(policy: String, chosen: [UInt64], notes: [String]) throws {
        self.addVersions([2, 10, 1])
        self.repository.write("iris/model.yaml", "versionPolicy: \(policy)")
        #expect(try self.iris().chosen.map(\.rawValue) == chosen)
        #expect(try self.iris().notes.map(\.path) == notes)
    }

    @Test func `a bad configuration is that model's error alone`() throws {
        self.addVersions([1])
        self.addVersions([1], to: "wine")
        self.repository.write("iris/model.yaml", "instances: none")
        let scan = try self.repository.open().scan()
        #expect(scan.models.map(\.name) == [.iris, .wine])
        #expect(scan[.wine]?.chosen.count == 1)
        #expect(scan[.iris]?.chosen.isEmpty == true)
        #expect(scan[.iris]?.versions.count == 1)
        let error = #expect(throws: AviaryError.self) { try scan[.iris]?.configuration.get() }
        #expect(
            error?.message == "iris/model.yaml: line 1: 'instances' is a whole number from 1 to 256, got 'none'"
        )
    }

    @Test func `what is no model and no version is noted or passed over`() throws {
        self.addVersions([1])
        self.repository.write("README.md", "# models")
        self.repository.write(".git/1/model.onnx", "x")
        self.repository.write("bad:name/1/model.onnx", "x")
        self.repository.write("iris/card.md", "# iris")
        self.repository.write("iris/model.yml", "instances: 2")
        self.repository.write("iris/model.onnx", OnnxBytes.plain)
        self.repository.makeDirectory("iris/2")
        self.repository.makeDirectory("iris/01")
        self.repository.makeDirectory("iris/old")
        self.repository.makeDirectory("iris/.cache")
        let scan = try self.repository.open().scan()
        #expect(scan.models.map(\.name) == [.iris])
        #expect(scan.notes.map(\.path) == ["bad:name"])
        #expect(
            scan.models[0].notes.map(\.description) == [
                "'iris/01' is passed over: a version is a number from 1 up, without leading zeros",
                "'iris/2' is passed over: there is no model.onnx in it",
                "'iris/model.onnx' is not served, it belongs into a version's directory such as 1/model.onnx",
                "'iris/model.yml' is not read, the configuration's name is model.yaml",
                "'iris/old' is passed over: a version is a number from 1 up, without leading zeros",
            ]
        )
        #expect(scan.models[0].versions.map(\.rawValue) == [1])
    }

    @Test func `a model without versions is noted`() throws {
        self.repository.makeDirectory("iris")
        #expect(try self.iris().notes.map(\.description) == ["'iris' has no versions"])
    }

    @Test func `a model's directory that is a link out of the repository is noted`() throws {
        self.repository.write("../outside/1/model.onnx", OnnxBytes.plain)
        self.repository.link("iris", to: "../outside")
        let scan = try self.repository.open().scan()
        #expect(scan.models.isEmpty)
        #expect(
            scan.notes.map(\.description) == [
                "'iris' is passed over: a link leaves the repository; copy the files into the repository"
            ]
        )
    }

    @Test(arguments: ["../../outside.yaml", "/etc/hostname", "nowhere"])
    func `a configuration that is a link out of the repository or to nothing is an error`(target: String) throws {
        self.addVersions([1])
        self.repository.write("../outside.yaml", "instances: 2")
        self.repository.link("iris/model.yaml", to: target)
        #expect(throws: AviaryError.self) { try self.iris().configuration.get() }
    }

    @Test func `a configuration that is a FIFO is an error and not waited for`() throws {
        self.addVersions([1])
        #expect(mkfifo(self.repository.root + "/iris/model.yaml", 0o600) == 0)
        let error = #expect(throws: AviaryError.self) { try self.iris().configuration.get() }
        #expect(error?.message.hasSuffix("is no regular file") == true)
    }

    @Test func `labels are read from a file in the model's directory`() throws {
        self.addVersions([1])
        self.repository.write("iris/classes/names.txt", "setosa\r\nversicolor\nIris virginica\n")
        self.repository.write("iris/model.yaml", "labels: {class: classes/names.txt}")
        #expect(try self.iris().configuration.get().labels == ["class": ["setosa", "versicolor", "Iris virginica"]])
    }

    @Test(
        arguments: [
            ("../secret.txt", "the file '../secret.txt' is outside the model's directory"),
            ("link.txt", "the file 'link.txt' is outside the model's directory"),
            ("none.txt", "the file 'none.txt' is not in the model's directory"),
            ("/etc/passwd", "a file of labels is named by its path in the model's directory"),
            ("gap.txt", "labels stand one a line, line 2 is empty"),
            ("bytes.txt", "labels are text in UTF-8, this file is not"),
        ]
    )
    func `a file of labels that cannot be used is named`(path: String, message: String) throws {
        self.addVersions([1])
        self.repository.write("secret.txt", "s")
        self.repository.link("iris/link.txt", to: "../secret.txt")
        self.repository.write("iris/gap.txt", "a\n\nb")
        self.repository.write("iris/bytes.txt", [0xFF])
        self.repository.write("iris/model.yaml", "labels: {class: \(path)}")
        let error = #expect(throws: AviaryError.self) { try self.iris().configuration.get() }
        #expect(error?.message == "iris/model.yaml: line 1: 'labels.class': \(message)")
    }
}
