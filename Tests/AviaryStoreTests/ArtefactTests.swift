import AviaryCore
import AviaryStore
import Foundation
import Testing

@Suite struct ArtefactTests {
    private let repository = TemporaryRepository()
    private let one = VersionNumber(1)

    private func refusal(limits: ArtefactLimits = ArtefactLimits()) -> AviaryError? {
        #expect(throws: AviaryError.self) { try self.repository.open(limits: limits).artefact(.iris, self.one) }
    }

    @Test func `every file has the hash that sha256sum prints`() throws {
        self.repository.write("iris/1/model.onnx", OnnxBytes.plain)
        self.repository.write("iris/1/empty", [])
        self.repository.write("iris/1/sub/abc.txt", "abc")
        self.repository.write("iris/1/million", [UInt8](repeating: 0x61, count: 1_000_000))
        self.repository.write("iris/1/.hidden", "x")
        let artefact = try self.repository.open().artefact(.iris, self.one)
        #expect(artefact.manifest.entries.map(\.path) == ["empty", "million", "model.onnx", "sub/abc.txt"])
        #expect(artefact.manifest.entries.map(\.byteCount) == [0, 1_000_000, Int64(OnnxBytes.plain.count), 3])
        let hashes = artefact.manifest.entries.map(\.sha256)
        #expect(hashes[0] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(hashes[1] == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        #expect(hashes[3] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(artefact.modelPath.hasSuffix("/models/iris/1/model.onnx"))
        #expect(try Self.digest(inDirectory: self.repository.root + "/iris/1") == artefact.manifest.digest)
    }

    /// The digest as a shell makes it.
    private static func digest(inDirectory path: String) throws -> String {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = [
            "-c",
            "cd '\(path)' && find . -type f ! -name '.*' | sed 's,^./,,' | LC_ALL=C sort | xargs sha256sum | sha256sum",
        ]
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        shell.waitUntilExit()
        return String(text.prefix(64))
    }

    @Test func `a version that is not there is not found`() {
        self.repository.makeDirectory("iris")
        #expect(self.refusal()?.message == "model 'iris' has no version 1 in the repository")
        #expect(self.refusal()?.code == .notFound)
    }

    @Test func `a version without a model is not found`() {
        self.repository.write("iris/1/weights.bin", "x")
        #expect(self.refusal()?.message.hasPrefix("iris/1: there is no model.onnx in '") == true)
    }

    @Test func `a model that is not ONNX is refused`() {
        self.repository.write("iris/1/model.onnx", "<html>")
        #expect(
            self.refusal()?.message
                == "iris/1: model.onnx: not an ONNX model: at byte 1 wire type 4 does not occur in ONNX"
        )
    }

    @Test func `a change is told file by file, and refused with a remedy`() throws {
        self.repository.write("iris/1/model.onnx", OnnxBytes.plain)
        self.repository.write("iris/1/a", "a")
        self.repository.write("iris/1/b", "b")
        let before = try self.repository.open().artefact(.iris, self.one)
        #expect(try self.repository.open().artefact(.iris, self.one).difference(from: before).isEmpty)
        #expect(before.difference(from: before).refusal(of: .iris, self.one) == nil)
        self.repository.write("iris/1/a", "A")
        self.repository.remove("iris/1/b")
        self.repository.write("iris/1/c", "c")
        let after = try self.repository.open().artefact(.iris, self.one)
        let difference = after.difference(from: before)
        #expect(difference.changed == ["a"])
        #expect(difference.appeared == ["c"])
        #expect(difference.vanished == ["b"])
        let refusal = try #require(difference.refusal(of: .iris, self.one))
        #expect(refusal.code == .conflict)
        #expect(refusal.message == "version 1 of 'iris' is not what was loaded: changed a; new c; missing b")
        #expect(after.manifest.digest != before.manifest.digest)
    }

    @Test(
        arguments: [
            ("iris/1/extra", "../../../outside/secret", "iris/1: the link 'extra' leaves the repository"),
            ("iris/1/extra", "/etc/passwd", "iris/1: the link 'extra' leaves the repository"),
            ("iris/1/extra", "../../../outside", "iris/1: the link 'extra' leaves the repository"),
            ("iris/1/extra", "../../../models-too/secret", "iris/1: the link 'extra' leaves the repository"),
            ("iris/1/extra", "nowhere", "iris/1: the link 'extra' leads to nothing"),
            ("iris/1/extra", "extra", "iris/1: cannot follow"),
            ("iris/1/extra", ".", "iris/1: the link 'extra' leads back to a directory that it lies in"),
            ("iris/1/extra", "..", "iris/1: the link 'extra/1' leads back to a directory that it lies in"),
        ]
    )
    func `links that lead away are refused`(path: String, target: String, message: String) {
        self.repository.write("../outside/secret", "s")
        self.repository.write("../models-too/secret", "s")
        self.repository.write("iris/1/model.onnx", OnnxBytes.plain)
        self.repository.link(path, to: target)
        let error = self.refusal()
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        #expect(error?.code == .invalidArgument)
    }

    @Test func `a version's directory that is a link out of the repository is refused`() {
        self.repository.write("../outside/1/model.onnx", OnnxBytes.plain)
        self.repository.makeDirectory("iris")
        self.repository.link("iris/1", to: "../../outside/1")
        #expect(self.refusal()?.message == "iris/1: a link leaves the repository")
    }

    @Test func `links within the repository are followed`() throws {
        self.repository.write("shared/1/model.onnx", OnnxBytes.plain)
        self.repository.write("shared/words/a.txt", "abc")
        self.repository.link("iris/1/model.onnx", to: "../../shared/1/model.onnx")
        self.repository.link("iris/1/words", to: self.repository.root + "/shared/words")
        let artefact = try self.repository.open().artefact(.iris, self.one)
        #expect(artefact.manifest.entries.map(\.path) == ["model.onnx", "words/a.txt"])
    }

    @Test func `the repository itself may be a link`() throws {
        self.repository.write("iris/1/model.onnx", OnnxBytes.plain)
        self.repository.link("../alias", to: "models")
        let repository = try ModelRepository(root: self.repository.base + "/alias")
        #expect(try repository.artefact(.iris, self.one).manifest.entries.count == 1)
    }

    @Test func `a FIFO is refused and not waited for`() {
        self.repository.write("iris/1/model.onnx", OnnxBytes.plain)
        #expect(mkfifo(self.repository.root + "/iris/1/pipe", 0o600) == 0)
        #expect(
            self.refusal()?.message
                == "iris/1: 'pipe' is neither a file nor a directory but a FIFO, a socket or a device"
        )
    }

    @Test func `too many files, too large a file and too deep a directory are refused`() {
        self.repository.write("iris/1/model.onnx", OnnxBytes.plain)
        self.repository.write("iris/1/a/b/c", "12345")
        var limits = ArtefactLimits()
        limits.fileCount = 1
        #expect(self.refusal(limits: limits)?.message == "iris/1: a version has at most 1 files, this one has more")
        limits = ArtefactLimits()
        limits.fileByteCount = 4
        #expect(self.refusal(limits: limits)?.message == "iris/1: a file has at most 4 bytes, 'a/b/c' has 5")
        limits = ArtefactLimits()
        limits.depth = 2
        #expect(self.refusal(limits: limits)?.message == "iris/1: 'a/b' is nested more than 2 directories deep")
    }

    @Test(
        arguments: [
            ("../../../outside/secret", "which is outside the version's directory"),
            ("../2/weights.bin", "which is outside the version's directory"),
            ("/etc/passwd", "which is no relative path"),
            ("", "which is no relative path"),
            ("weights.bin\0.txt", "which is no relative path"),
            ("missing.bin", "which is not there"),
            ("*/_ORT_MEM_ADDR_/*", "which is not there"),
            ("linked.bin", "which is outside the version's directory"),
            (".hidden", "which is hidden or no file"),
            ("sub", "which is hidden or no file"),
            (".", "which is hidden or no file"),
            ("..", "which is outside the version's directory"),
        ]
    )
    func `weights outside the version's directory are refused`(location: String, message: String) {
        self.repository.write("../outside/secret", "s")
        self.repository.write("iris/2/weights.bin", "w")
        self.repository.write("iris/1/.hidden", "h")
        self.repository.write("iris/1/sub/w", "w")
        self.repository.link("iris/1/linked.bin", to: "../2/weights.bin")
        self.repository.write("iris/1/model.onnx", OnnxBytes.model(weightsAt: location))
        let error = self.refusal()
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.hasPrefix("iris/1: model.onnx keeps weights in '") == true)
        #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: ["weights.bin", "./weights.bin", "sub/w.bin", "sub/../weights.bin", "alias.bin"])
    func `weights inside the version's directory are accepted`(location: String) throws {
        self.repository.write("iris/1/weights.bin", "w")
        self.repository.write("iris/1/sub/w.bin", "w")
        self.repository.link("iris/1/alias.bin", to: "weights.bin")
        self.repository.write("iris/1/model.onnx", OnnxBytes.model(weightsAt: location))
        #expect(try self.repository.open().artefact(.iris, self.one).manifest.entries.count == 4)
    }
}
