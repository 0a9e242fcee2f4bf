import AviaryCore
import Foundation

/// The pictures that a command line names.
enum PictureFiles {
    /// How the names of pictures end, in lower case.
    static let extensions = ["jpg", "jpeg", "png", "webp"]

    /// Replaces directories by the pictures in them.
    ///
    /// - Parameter paths: files and directories.
    /// - Returns: the files, those of a directory in the order of their names.
    /// - Throws: ``AviaryError`` for a path that is not there and for a directory without pictures.
    static func expand(_ paths: [String]) throws(AviaryError) -> [String] {
        var files: [String] = []
        for path in paths {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw AviaryError(.notFound, "there is no file or directory \(path)")
            }
            guard isDirectory.boolValue else {
                files.append(path)
                continue
            }
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                throw AviaryError(.notFound, "the directory \(path) cannot be read")
            }
            let pictures = names.filter { name in
                !name.hasPrefix(".") && self.extensions.contains(URL(filePath: name).pathExtension.lowercased())
            }
            guard !pictures.isEmpty else {
                throw AviaryError(
                    .notFound,
                    "\(path) has no file that ends in \(self.extensions.joined(separator: ", "))"
                )
            }
            files += pictures.sorted().map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
        }
        return files
    }
}
