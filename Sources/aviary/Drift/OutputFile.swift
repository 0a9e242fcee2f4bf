import AviaryCore
import Foundation

/// Files that commands write.
enum OutputFile {
    /// Writes a file as a whole, or not at all.
    ///
    /// - Parameters:
    ///   - bytes: what it holds.
    ///   - path: where it goes.
    /// - Throws: ``AviaryError`` where it cannot be written.
    static func write(_ bytes: [UInt8], to path: String) throws(AviaryError) {
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw AviaryError(.internalError, "'\(path)' cannot be written: \(error.localizedDescription)")
        }
    }
}
