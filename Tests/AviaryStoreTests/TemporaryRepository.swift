// swift-format-ignore-file: NeverUseForceTry
// A fixture that cannot be made is a failed test.

import AviaryCore
import AviaryStore
import Foundation

/// A model repository in a directory of its own, which goes when the value goes.
final class TemporaryRepository {
    /// Holds the repository, and room beside it that is outside.
    let base: String
    var root: String { self.base + "/models" }

    init() {
        self.base = NSTemporaryDirectory() + "aviary-store-" + UUID().uuidString
        try! FileManager.default.createDirectory(atPath: self.root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: self.base) }

    /// Writes a file at a path relative to the repository's root; `..` leads beside it.
    func write(_ path: String, _ bytes: [UInt8]) {
        let url = URL(fileURLWithPath: self.root + "/" + path)
        try! FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try! Data(bytes).write(to: url)
    }

    func write(_ path: String, _ text: String) { self.write(path, Array(text.utf8)) }

    /// Makes a directory without anything in it.
    func makeDirectory(_ path: String) {
        try! FileManager.default.createDirectory(atPath: self.root + "/" + path, withIntermediateDirectories: true)
    }

    /// Makes a link; its target is taken as it is.
    func link(_ path: String, to target: String) {
        let url = URL(fileURLWithPath: self.root + "/" + path)
        try! FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try! FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: target)
    }

    func remove(_ path: String) { try! FileManager.default.removeItem(atPath: self.root + "/" + path) }

    func open(limits: ArtefactLimits = ArtefactLimits()) -> ModelRepository {
        try! ModelRepository(root: self.root, limits: limits)
    }
}

extension ModelName {
    static let iris = try! ModelName("iris")
    static let wine = try! ModelName("wine")
}
