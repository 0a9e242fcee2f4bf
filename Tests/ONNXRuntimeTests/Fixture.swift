import AviaryCore
import FoundationEssentials
import Logging

@testable import ONNXRuntime

/// The models beside this file, and the library that runs them.
enum Fixture {
    private static let folder: [Substring] = #filePath.split(separator: "/").dropLast()

    /// Where the library is looked for: `AVIARY_ONNXRUNTIME`, then `.deps` in the package.
    static let search = LibrarySearch(
        environmentPath: ProcessInfo.processInfo.environment["AVIARY_ONNXRUNTIME"],
        directories: ["/" + folder.dropLast(2).joined(separator: "/") + "/.deps"]
    )

    static let library = Result { () throws(RuntimeError) in try Library.open(search) }
    static let environment = Result { () throws(RuntimeError) in
        try Environment(library: try library.get(), logger: Logger(label: "test"))
    }

    /// Whether the library can tell a scalar from an open rank.
    static let knowsOpenRanks = (try? library.get())?.functions.hasShape != nil

    static func path(_ name: String) -> String {
        "/" + folder.joined(separator: "/") + "/Fixtures/\(name).onnx"
    }

    static func session(_ name: String, options: SessionOptions = SessionOptions()) throws -> Session {
        try Session(try environment.get(), path: path(name), options: options)
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }
}

extension Output {
    /// The tensor, where it is one.
    var tensor: Tensor? { if case .tensor(let tensor) = self { tensor } else { nil } }
}

extension Tensor {
    /// The elements as they travel.
    var content: [UInt8] { unsafe self.bytes.withUnsafeBytes { unsafe Array($0) } }
}

/// The error that a closure throws.
func failure<Result>(_ body: () throws -> Result) -> RuntimeError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? RuntimeError
    }
}
