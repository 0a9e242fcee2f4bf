import AviaryCore
import Foundation

/// Files of inputs.
enum InputFile {
    /// The largest file that is read, in bytes.
    private static let maximumSize = 1 << 30

    /// Reads a whole file.
    ///
    /// - Parameter path: the file's path; `-` stands for standard input.
    /// - Returns: its bytes.
    /// - Throws: ``AviaryError`` that says why it cannot be read.
    static func read(_ path: String) throws(AviaryError) -> [UInt8] {
        do {
            let file = path == "-" ? .standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
            var bytes: [UInt8] = []
            while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
                bytes.append(contentsOf: part)
                guard bytes.count <= InputFile.maximumSize else {
                    throw AviaryError(.tooLarge, "it is larger than \(ByteSizeText.print(InputFile.maximumSize))")
                }
            }
            return bytes
        } catch let error as AviaryError {
            throw error
        } catch {
            throw AviaryError(.notFound, "it cannot be read: \((error as NSError).localizedDescription)")
        }
    }
}
