import Foundation
import Testing

/// Every input that fuzzing has kept still does no harm: those that reach code of their own, and those that once broke
/// something.
struct CorpusTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(components: "..", "..", "Fuzz")

    private static func inputs(_ kind: String, _ property: ReaderProperty) throws -> [URL] {
        let folder = Self.directory.appending(components: kind, property.rawValue)
        guard FileManager.default.fileExists(atPath: folder.path()) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    }

    @Test(arguments: ReaderProperty.allCases)
    func `what fuzzing has kept does no harm`(property: ReaderProperty) throws {
        let corpus = try Self.inputs("corpus", property)
        #expect(corpus.count > 20, "the corpus of \(property.rawValue) is missing")
        for file in try corpus + Self.inputs("crashes", property) {
            let violation = property.violation(by: Array(try Data(contentsOf: file)))
            #expect(violation == nil, "\(file.lastPathComponent)")
        }
    }
}
