import AviaryControl
import AviaryCore
import AviaryOffline
import AviaryTables
import AviaryTesting
import Foundation

/// Two tables in files that go away with them.
final class ScratchTables {
    private let folder: URL

    init(_ reference: String, _ current: String) throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "aviary-drift-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        try Data(reference.utf8).write(to: self.folder.appending(path: "reference.csv"))
        try Data(current.utf8).write(to: self.folder.appending(path: "current.csv"))
    }

    deinit { try? FileManager.default.removeItem(at: self.folder) }

    /// One of the tables, in blocks so small that there are many.
    func file(_ name: String) throws -> TableFile {
        var options = TableOptions()
        options.blockSize = 4096
        return try TableFile(path: self.folder.appending(path: name).path(), options: options)
    }

    func compare(_ plan: DriftPlan = DriftPlan(), memory: Int = 1 << 28) throws -> DriftRun.Outcome {
        let (reference, current) = (try self.file("reference.csv"), try self.file("current.csv"))
        let columns = try SchemaComparison(reference.columns, current.columns).columns(wanted: [], commonOnly: true)
        let run = DriftRun(
            reference: reference,
            current: current,
            columns: columns,
            plan: plan,
            memory: memory,
            threads: 2
        )
        return try run.run { _, _ in }
    }

    /// A table of numbers and words, in which some values are missing.
    ///
    /// - Parameters:
    ///   - rows: how many.
    ///   - seed: of what is drawn.
    ///   - shift: by how much the first column is greater than usual.
    /// - Returns: the table as CSV.
    static func text(rows: Int, seed: UInt64, shift: Double = 0) -> String {
        var random = Seeded(seed: seed)
        var text = "moved,still,few,word\n"
        for _ in 0..<rows {
            let noise = (0..<2).map { _ in
                (0..<8).reduce(0.0) { sum, _ in sum + Double.random(in: -1...1, using: &random) }
            }
            let still = Int.random(in: 0..<20, using: &random) == 0 ? "" : "\(noise[1])"
            text += "\(noise[0] + shift),\(still),\(Int.random(in: 0..<3, using: &random)),"
            text += "w\(Int.random(in: 0..<7, using: &random))\n"
        }
        return text
    }
}
