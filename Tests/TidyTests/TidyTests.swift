import AviaryTesting
import Foundation
import Testing

/// The repository keeps its own rules.
struct TidyTests {
    /// Which of Aviary's targets each may import: the arrows of ARCHITECTURE.md, which point one way.
    private static let arrows: [String: Set<String>] = [
        "CONNXRuntime": [], "CImages": [], "CMalloc": [], "CZlib": [],
        "AviaryCore": [],
        "ONNXRuntime": ["AviaryCore", "CONNXRuntime"],
        "AviaryMedia": ["AviaryCore", "CImages"],
        "AviaryStatistics": [],
        "AviaryControl": ["AviaryCore", "AviaryStatistics"],
        "AviaryImport": ["AviaryCore"],
        "AviaryTables": ["AviaryCore"],
        "AviaryOffline": ["AviaryControl", "AviaryCore", "AviaryStatistics", "AviaryTables"],
        "AviaryServing": ["AviaryCore", "AviaryMedia", "ONNXRuntime"],
        "AviaryStore": ["AviaryControl", "AviaryCore"],
        "AviaryServer": [
            "AviaryControl", "AviaryCore", "AviaryMedia", "AviaryServing", "AviaryStatistics", "AviaryStore", "CMalloc",
            "CZlib", "ONNXRuntime",
        ],
        "AviaryClient": ["AviaryCore"],
        "AviaryTesting": ["AviaryControl", "AviaryCore", "AviaryStore"],
        "LogSpeed": ["AviaryControl", "AviaryCore", "AviaryStore"],
        "JudgeSimulation": ["AviaryControl", "AviaryStatistics", "AviaryTesting"],
        "aviary": [
            "AviaryClient", "AviaryControl", "AviaryCore", "AviaryImport", "AviaryMedia", "AviaryOffline",
            "AviaryServer", "AviaryStatistics", "AviaryStore", "AviaryTables",
        ],
    ]

    /// The targets that users import.
    private static let shown: Set<String> = ["AviaryCore", "AviaryClient", "AviaryStatistics"]

    /// The files that people write.
    private static let written = ["Sources", "Tests", "Benchmarks/Sources", "Benchmarks/Peers", "Fuzz/Sources/fuzz"]

    @Test func `each target has its arrows, and its line in ARCHITECTURE`() throws {
        let targets = try FileManager.default.contentsOfDirectory(
            atPath: Checkout.root.appending(path: "Sources").path()
        )
        #expect(Set(targets) == Set(Self.arrows.keys))
        let architecture = try TextFile("ARCHITECTURE.md")
        for target in targets { #expect(architecture.lines.contains { $0.hasPrefix("| `\(target)`") }, "\(target)") }
    }

    @Test(arguments: Self.arrows.keys.sorted())
    func `a target imports only what lies below it`(target: String) throws {
        let allowed = try #require(Self.arrows[target])
        for file in try TextFile.all(in: ["Sources/\(target)"], suffixes: [".swift"]) {
            for line in file.lines {
                guard let name = line.prefixMatch(of: /(?:@\w+ )?(?:\w+ )?import (?:struct |class |func )?(\w+)/)?.1
                else { continue }
                guard Self.arrows[String(name)] != nil else { continue }
                #expect(allowed.contains(String(name)), "\(file.path) imports \(name)")
            }
        }
    }

    @Test(arguments: Self.arrows.keys.sorted().filter { !Self.shown.contains($0) })
    func `only what a product shows is public`(target: String) throws {
        for file in try TextFile.all(in: ["Sources/\(target)"], suffixes: [".swift"]) {
            #expect(file.places(of: /^\s*(?:public|open)\b/) == [])
        }
    }

    @Test func `no file is longer than a reader's patience`() throws {
        for file in try TextFile.all(in: Self.written, suffixes: [".swift", ".py"]) {
            #expect(file.lines.count <= 400, "\(file.path)")
        }
    }

    @Test func `nothing is left for later`() throws {
        for file in try TextFile.all(in: Self.written, suffixes: [".swift", ".py", ".c", ".h"]) {
            #expect(file.places(of: /\b(?:TOD[O]|FIXM[E]|XX[X])\b/) == [])
        }
    }

    @Test func `what the compiler cannot check is proven in a comment`() throws {
        for file in try TextFile.all(in: ["Sources"], suffixes: [".swift"]) {
            for promise in ["@unchecked Sendable", "nonisolated(unsafe)"] {
                let code = file.lines.filter { $0.contains(promise) && !$0.contains("//") }
                let proofs = file.lines.filter { $0.contains("`\(promise)`:") }
                #expect(code.count == proofs.count, "\(file.path): \(promise)")
            }
        }
    }

    @Test func `every link between the repository's pages leads somewhere`() throws {
        let names = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "Benchmarks/README.md", "Fuzz/README.md"]
        let pages = try names.map { try TextFile($0) } + TextFile.all(in: ["Examples"], suffixes: [".md"])
        for page in pages {
            let folder = Checkout.root.appending(path: page.path).deletingLastPathComponent()
            for link in page.lines.flatMap({ $0.matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/) }) {
                let exists = FileManager.default.fileExists(atPath: folder.appending(path: String(link.1)).path())
                #expect(exists, "\(page.path) links to \(link.1)")
            }
        }
    }

    @Test func `every link in the fuzzing package leads to a file`() throws {
        let links = try TextFile("Fuzz/links").lines.filter { !$0.hasPrefix("#") && !$0.isEmpty }
        #expect(links.count > 10)
        for link in links {
            let parts = link.split(separator: " ")
            let source = Checkout.root.appending(path: "Fuzz").appending(path: parts.last.map(String.init) ?? "")
            #expect(parts.count == 2 && FileManager.default.fileExists(atPath: source.path()), "\(link)")
        }
    }
}
