internal import SystemPackage

/// Where everything lies.
struct Places: Sendable {
    /// The package of the benchmarks.
    let benchmarks: FilePath
    /// What this run writes and removes again: bodies, logs, a repository.
    let scratch: FilePath
    /// The program that is measured.
    let aviary: FilePath

    /// The repository that the package lies in.
    var root: FilePath { self.benchmarks.removingLastComponent() }
    /// The model repository.
    var models: FilePath { self.benchmarks.appending("models") }
    /// A repository that holds nothing but the model `tiny`.
    var tinyRepository: FilePath { self.scratch.appending("repository") }
    /// A repository with two versions of `tiny` and of `mlp`, alike but for their numbers.
    var versionsRepository: FilePath { self.scratch.appending("versions") }
    /// The laboratory's pictures, and its detector as Darknet's files.
    var laboratory: FilePath { self.root.appending("Examples/laboratory") }
    /// A repository that holds nothing but the laboratory's detector.
    var laboratoryRepository: FilePath { self.scratch.appending("laboratory") }
    /// The Python servers.
    var peers: FilePath { self.benchmarks.appending("Peers") }
    /// What stays of a run: its JSON lines.
    var results: FilePath { self.benchmarks.appending("results") }
    /// Says how wrk makes a request and what it prints.
    var wrkScript: FilePath { self.benchmarks.appending("wrk/post.lua") }
    /// Python with the peers' packages.
    var python: FilePath { self.root.appending(".deps/bench-venv") }
    /// The bare NIO server, which is built beside this program.
    let ceiling: FilePath

    /// Finds the places from where this file was compiled and from where the program lies.
    ///
    /// - Parameters:
    ///   - aviary: the program that is measured; `nil` for the release build beside the benchmarks.
    ///   - program: this program.
    ///   - scratch: an empty directory.
    init(aviary: String?, program: FilePath, scratch: FilePath) {
        var package = FilePath(#filePath)
        for _ in 0..<3 { package.removeLastComponent() }
        self.benchmarks = package
        self.scratch = scratch
        self.ceiling = program.removingLastComponent().appending("ceiling")
        let built = package.removingLastComponent().appending(".build/release/aviary")
        self.aviary = aviary.map { FilePath($0) } ?? built
    }
}
