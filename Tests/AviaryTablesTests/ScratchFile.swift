import AviaryCore
import AviaryTables
import Foundation

/// A file that a test writes, and that goes away with it.
final class ScratchFile {
    let path: String

    init(_ name: String, _ bytes: [UInt8]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "aviary-tables-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.path = folder.appending(path: name).path()
        try Data(bytes).write(to: URL(filePath: self.path))
    }

    convenience init(_ name: String, _ text: String) throws { try self.init(name, Array(text.utf8)) }

    deinit { try? FileManager.default.removeItem(at: URL(filePath: self.path).deletingLastPathComponent()) }
}

/// A whole table, as the pieces of a scan put together.
struct WholeTable: Equatable {
    var rows = 0
    /// A text for each value of a column of numbers, and sorted words with their counts for one of words.
    var columns: [String: [String]] = [:]
    var strays: [String: Strays] = [:]

    init(
        _ scratch: ScratchFile,
        options: TableOptions = TableOptions(),
        as types: [ColumnReading]? = nil
    ) throws(AviaryError) {
        // The file lives as long as what wrote it.
        defer { withExtendedLifetime(scratch) {} }
        let file = try TableFile(path: scratch.path, options: options)
        let readings = types ?? file.likelyTypes.map { $0 == .number ? .numbers : .words }
        var words: [String: (WordCounts, Int)] = [:]
        var columns: [String: [String]] = [:]
        var strays: [String: Strays] = [:]
        var rows = 0
        try file.scan(readings) { piece throws(AviaryError) in
            rows += piece.rows
            for (name, column) in zip(file.columns, piece.columns) {
                switch column {
                case .numbers(let values, let found):
                    columns[name, default: []] += values.map { $0.isNaN ? "-" : "\($0)" }
                    if found.count > 0, strays[name] == nil { strays[name] = found }
                case .words(let counts, let missing):
                    var entry = words[name] ?? (WordCounts(), 0)
                    entry.0.merge(counts)
                    entry.1 += missing
                    words[name] = entry
                case .skipped: columns[name] = ["skipped"]
                }
            }
        }
        for (name, entry) in words {
            columns[name] = entry.0.all.map { "\($0.word)=\($0.count)" }.sorted() + ["missing=\(entry.1)"]
        }
        (self.rows, self.columns, self.strays) = (rows, columns, strays)
    }
}
