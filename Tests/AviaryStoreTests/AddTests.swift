import AviaryCore
import AviaryStore
import Foundation
import Testing

@Suite struct AddTests {
    private let repository = TemporaryRepository()

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: self.repository.root + "/" + path, encoding: .utf8)
    }

    /// Everything in the repository, hidden files as well.
    private func paths() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: self.repository.root).sorted()
    }

    @Test func `a new model has its version and its configuration`() throws {
        let opened = self.repository.open()
        let version = try opened.add(model: .iris, modelFile: OnnxBytes.plain, configuration: "instances: 2\n")
        #expect(version == VersionNumber(1))
        #expect(try self.paths() == ["iris", "iris/1", "iris/1/model.onnx", "iris/model.yaml"])
        let model = try #require(try opened.scan()[.iris])
        #expect(model.chosen == [VersionNumber(1)])
        #expect(try model.configuration.get().instances == 2)
        #expect(model.notes.isEmpty)
        #expect(try opened.artefact(.iris, version).manifest.entries.count == 1)
    }

    @Test func `other users may read what was added, as far as the process lets them`() throws {
        try self.repository.open().add(model: .iris, modelFile: OnnxBytes.plain)
        self.repository.write("wine/1/model.onnx", OnnxBytes.plain)
        for path in ["", "/1", "/1/model.onnx"] {
            var (added, ordinary) = (stat(), stat())
            #expect(stat("\(self.repository.root)/iris\(path)", &added) == 0)
            #expect(stat("\(self.repository.root)/wine\(path)", &ordinary) == 0)
            #expect(added.st_mode == ordinary.st_mode, "\(path)")
        }
    }

    @Test func `the next version is one above the highest number`() throws {
        let opened = self.repository.open()
        self.repository.write("iris/2/model.onnx", OnnxBytes.plain)
        self.repository.makeDirectory("iris/9")
        self.repository.write("iris/10", "a file")
        #expect(try opened.add(model: .iris, modelFile: OnnxBytes.plain) == VersionNumber(11))
        #expect(try opened.add(model: .iris, modelFile: OnnxBytes.plain) == VersionNumber(12))
        #expect(try opened.add(model: .iris, version: VersionNumber(5), modelFile: [1]) == VersionNumber(5))
        #expect(try opened.scan()[.iris]?.versions.map(\.rawValue) == [2, 5, 11, 12])
    }

    @Test(arguments: ["iris/3/model.onnx", "iris/3"])
    func `a version that is there is not touched`(path: String) throws {
        self.repository.write(path, "old")
        let error = #expect(throws: AviaryError.self) {
            try self.repository.open().add(model: .iris, version: VersionNumber(3), modelFile: [1])
        }
        #expect(error?.code == .conflict)
        #expect(error?.message == "model 'iris' has a version 3")
        #expect(try self.text(path) == "old")
    }

    @Test func `a configuration that says the same is no obstacle`() throws {
        let opened = self.repository.open()
        try opened.add(model: .iris, modelFile: OnnxBytes.plain, configuration: "instances: 2\n")
        #expect(
            try opened.add(model: .iris, modelFile: OnnxBytes.plain, configuration: "instances: 2\n")
                == VersionNumber(2)
        )
    }

    @Test func `a configuration that says something else is refused, and nothing is written`() throws {
        self.repository.write("iris/model.yaml", "instances: 4")
        let before = try self.paths()
        let error = #expect(throws: AviaryError.self) {
            try self.repository.open().add(model: .iris, modelFile: OnnxBytes.plain, configuration: "instances: 2")
        }
        #expect(error?.code == .conflict)
        #expect(error?.remedy == "keep it (--keep), replace it (--force), or choose another name")
        #expect(try self.paths() == before)
        #expect(try self.text("iris/model.yaml") == "instances: 4")
    }

    @Test func `a configuration is kept or replaced where that is wanted`() throws {
        let opened = self.repository.open()
        self.repository.write("iris/model.yaml", "instances: 4")
        try opened.add(model: .iris, modelFile: OnnxBytes.plain, configuration: "instances: 2", existing: .keep)
        #expect(try self.text("iris/model.yaml") == "instances: 4")
        try opened.add(model: .iris, modelFile: OnnxBytes.plain, configuration: "instances: 2", existing: .replace)
        #expect(try self.text("iris/model.yaml") == "instances: 2")
        #expect(
            try self.paths() == [
                "iris", "iris/1", "iris/1/model.onnx", "iris/2", "iris/2/model.onnx", "iris/model.yaml",
            ]
        )
    }

    @Test func `a model without a configuration gets one, and one is left as it is without a new one`() throws {
        let opened = self.repository.open()
        try opened.add(model: .iris, modelFile: OnnxBytes.plain)
        #expect(try self.paths() == ["iris", "iris/1", "iris/1/model.onnx"])
        try opened.add(model: .iris, modelFile: OnnxBytes.plain, configuration: "instances: 2")
        try opened.add(model: .iris, modelFile: OnnxBytes.plain)
        #expect(try self.text("iris/model.yaml") == "instances: 2")
        #expect(try opened.scan()[.iris]?.versions.count == 3)
    }

    @Test(arguments: ["../outside", "/tmp", "nowhere"])
    func `a model's directory that is a link out of the repository is refused`(target: String) throws {
        self.repository.makeDirectory("../outside")
        self.repository.link("iris", to: target)
        #expect(throws: AviaryError.self) { try self.repository.open().add(model: .iris, modelFile: [1]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: self.repository.base + "/outside").isEmpty)
    }

    @Test func `a link to another model's directory is followed`() throws {
        self.repository.makeDirectory("wine")
        self.repository.link("iris", to: "wine")
        try self.repository.open().add(model: .iris, modelFile: OnnxBytes.plain)
        #expect(try self.repository.open().scan()[.wine]?.versions == [VersionNumber(1)])
    }

    @Test func `a configuration that is a link is replaced itself, not what it leads to`() throws {
        self.repository.write("../outside.yaml", "instances: 4")
        self.repository.link("iris/model.yaml", to: "../../outside.yaml")
        let opened = self.repository.open()
        let error = #expect(throws: AviaryError.self) {
            try opened.add(model: .iris, modelFile: [1], configuration: "instances: 2")
        }
        #expect(error?.message == "iris/model.yaml: a link leaves the repository")
        try opened.add(model: .iris, modelFile: [1], configuration: "instances: 2", existing: .replace)
        #expect(try self.text("iris/model.yaml") == "instances: 2")
        #expect(try self.text("../outside.yaml") == "instances: 4")
    }

    @Test func `a version that is a link to nowhere is there`() {
        self.repository.link("iris/1", to: "nowhere")
        let error = #expect(throws: AviaryError.self) {
            try self.repository.open().add(model: .iris, version: VersionNumber(1), modelFile: [1])
        }
        #expect(error?.code == .conflict)
    }

    @Test func `a file in a model's place is refused`() {
        self.repository.write("iris", "a file")
        let error = #expect(throws: AviaryError.self) {
            try self.repository.open().add(model: .iris, modelFile: [1])
        }
        #expect(error?.message == "'iris' in the repository is no directory")
    }

    @Test func `a directory in the configuration's place is refused, and nothing is left behind`() throws {
        self.repository.makeDirectory("iris/model.yaml")
        for existing in [ModelRepository.ExistingConfiguration.refuse, .replace] {
            #expect(throws: AviaryError.self) {
                try self.repository.open().add(
                    model: .iris,
                    modelFile: [1],
                    configuration: "instances: 2",
                    existing: existing
                )
            }
        }
        #expect(try self.paths() == ["iris", "iris/model.yaml"])
    }

    @Test func `a model that is larger than a version's files may be is refused`() throws {
        var limits = ArtefactLimits()
        limits.fileByteCount = 3
        let opened = self.repository.open(limits: limits)
        let error = #expect(throws: AviaryError.self) { try opened.add(model: .iris, modelFile: [1, 2, 3, 4]) }
        #expect(error?.code == .tooLarge)
        #expect(try self.paths() == [])
    }

    @Test func `versions that are added at the same time all get numbers of their own`() async throws {
        let opened = self.repository.open()
        try opened.add(model: .iris, modelFile: OnnxBytes.plain)
        let versions = try await withThrowingTaskGroup(of: VersionNumber.self) { group in
            for _ in 0..<16 { group.addTask { try opened.add(model: .iris, modelFile: OnnxBytes.plain) } }
            return try await group.reduce(into: Set<VersionNumber>()) { $0.insert($1) }
        }
        #expect(versions == Set((2...17).map { VersionNumber(UInt64($0)) }))
        #expect(try self.paths().count == 2 + 2 * 17 - 1)
    }

    @Test func `whoever looks meanwhile sees a whole version or none`() async throws {
        let opened = self.repository.open()
        let size = 1 << 20
        let hasEnded = Locked(false)
        let writer = Task {
            defer { hasEnded.withLock { $0 = true } }
            for _ in 0..<20 {
                try opened.add(
                    model: .iris,
                    modelFile: [UInt8](repeating: 0, count: size),
                    configuration: "instances: 2"
                )
            }
        }
        while !hasEnded.withLock({ $0 }) {
            // The writer may need this very thread.
            await Task.yield()
            let model = try opened.scan()[.iris]
            for version in model?.versions ?? [] {
                let path = "\(self.repository.root)/iris/\(version)/model.onnx"
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect(attributes[.size] as? Int == size)
            }
            if let model {
                #expect(try model.configuration.get().instances == 2)
                #expect(model.notes.isEmpty)
            }
        }
        try await writer.value
        #expect(try opened.scan()[.iris]?.versions.count == 20)
    }
}
