// swift-format-ignore-file: NeverUseForceTry
// A fixture that cannot be made is a failed test.

import AviaryCore
@testable import AviaryStore
import AviaryTesting
import Testing

@Suite struct WatcherTests {
    private let repository = TemporaryRepository()
    private let one = VersionNumber(1)
    private let two = VersionNumber(2)

    private func listing() -> RepositoryListing { try! self.repository.open().listing() }

    @Test func `what is there from the beginning is not reported`() {
        self.repository.write("iris/1/model.onnx", "1")
        var watcher = RepositoryWatcher(self.listing())
        #expect(watcher.observe(self.listing()).isEmpty)
        #expect(watcher.observe(self.listing()).isEmpty)
    }

    @Test func `a new version is reported once, at the second look`() {
        self.repository.write("iris/1/model.onnx", "1")
        var watcher = RepositoryWatcher(self.listing())
        self.repository.write("iris/2/model.onnx", "2")
        #expect(watcher.observe(self.listing()).isEmpty)
        #expect(watcher.observe(self.listing()) == [.versionAppeared(.iris, self.two)])
        #expect(watcher.observe(self.listing()).isEmpty)
    }

    @Test func `a version that is still being copied is reported when it stays the same`() {
        self.repository.makeDirectory("iris")
        var watcher = RepositoryWatcher(self.listing())
        for size in 1...5 {
            self.repository.write("iris/1/model.onnx", [UInt8](repeating: 0, count: size))
            #expect(watcher.observe(self.listing()).isEmpty)
        }
        self.repository.write("iris/1/weights/a.bin", "a")
        #expect(watcher.observe(self.listing()).isEmpty)
        #expect(watcher.observe(self.listing()) == [.versionAppeared(.iris, self.one)])
    }

    @Test func `a directory without a model is no version`() {
        self.repository.makeDirectory("iris/1")
        var watcher = RepositoryWatcher(RepositoryListing())
        #expect(watcher.observe(self.listing()).isEmpty)
        #expect(watcher.observe(self.listing()) == [.modelAppeared(.iris)])
        self.repository.write("iris/1/model.onnx", "1")
        _ = watcher.observe(self.listing())
        #expect(watcher.observe(self.listing()) == [.versionAppeared(.iris, self.one)])
    }

    @Test func `models, configurations and versions come, change and go`() {
        var watcher = RepositoryWatcher(self.listing())
        func settle() -> [RepositoryEvent] { watcher.observe(self.listing()) + watcher.observe(self.listing()) }
        self.repository.write("iris/1/model.onnx", "1")
        self.repository.write("iris/model.yaml", "instances: 1")
        self.repository.write("wine/1/model.onnx", "1")
        #expect(
            settle() == [
                .modelAppeared(.iris), .versionAppeared(.iris, self.one),
                .modelAppeared(.wine), .versionAppeared(.wine, self.one),
            ]
        )
        self.repository.write("iris/model.yaml", "instances: 20")
        #expect(settle() == [.configurationChanged(.iris)])
        self.repository.remove("iris/model.yaml")
        #expect(settle() == [.configurationChanged(.iris)])
        self.repository.write("wine/1/model.onnx", "other")
        #expect(settle() == [.versionChanged(.wine, self.one)])
        self.repository.remove("wine/1")
        #expect(settle() == [.versionVanished(.wine, self.one)])
        self.repository.remove("iris")
        #expect(settle() == [.modelVanished(.iris)])
        #expect(settle().isEmpty)
    }

    @Test func `what comes and goes between two looks is not reported`() {
        var watcher = RepositoryWatcher(self.listing())
        self.repository.write("iris/1/model.onnx", "1")
        #expect(watcher.observe(self.listing()).isEmpty)
        self.repository.remove("iris")
        #expect(watcher.observe(self.listing()).isEmpty)
        #expect(watcher.observe(self.listing()).isEmpty)
    }

    @Test func `links are looked at and loops end`() {
        self.repository.write("shared.onnx", "1")
        self.repository.link("iris/1/model.onnx", to: "../../shared.onnx")
        self.repository.link("iris/1/loop", to: "..")
        self.repository.link("iris/1/self", to: "self")
        var watcher = RepositoryWatcher(self.listing())
        self.repository.write("shared.onnx", "22")
        _ = watcher.observe(self.listing())
        #expect(watcher.observe(self.listing()) == [.versionChanged(.iris, self.one)])
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `events retell what happened`(seed: UInt64) {
        var random = Seeded(seed: seed)
        var watcher = RepositoryWatcher(self.listing())
        var versions: Set<VersionNumber> = []
        for _ in 0..<12 {
            let version = VersionNumber(UInt64.random(in: 1...3, using: &random))
            if Bool.random(using: &random) {
                self.repository.write("iris/\(version)/model.onnx", "\(Int.random(in: 0..<1000, using: &random))")
            } else if self.listing().models[.iris]?.versions[version] != nil {
                self.repository.remove("iris/\(version)")
            }
            for event in watcher.observe(self.listing()) { Self.apply(event, to: &versions) }
        }
        for event in watcher.observe(self.listing()) { Self.apply(event, to: &versions) }
        #expect(versions == Set(self.listing().models[.iris]?.versions.keys.map { $0 } ?? []))
    }

    private static func apply(_ event: RepositoryEvent, to versions: inout Set<VersionNumber>) {
        switch event {
        case .versionAppeared(_, let version): #expect(versions.insert(version).inserted)
        case .versionVanished(_, let version): #expect(versions.remove(version) != nil)
        case .versionChanged(_, let version): #expect(versions.contains(version))
        case .modelAppeared, .modelVanished, .configurationChanged: break
        }
    }
}
