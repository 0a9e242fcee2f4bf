import AviaryCore
import AviaryMedia
import Foundation

/// Where pictures with boxes go.
struct BoxedPictures {
    private let path: String
    private let isDirectory: Bool
    /// The target of each file.
    private let targets: [String: String]

    /// Prepares the place, so that it is known to be there before the first picture is sent.
    ///
    /// - Parameters:
    ///   - path: a file for one picture, a directory for several.
    ///   - files: the pictures.
    ///   - isOne: whether one picture was named, and no directory.
    /// - Throws: ``AviaryError`` when the directory cannot be made, and when two pictures would have one name or a
    ///   picture would be written over itself.
    init(_ path: String, for files: [String], isOne: Bool) throws(AviaryError) {
        var isThere: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isThere)
        self.isDirectory = !isOne || (exists && isThere.boolValue) || path.hasSuffix("/")
        self.path = path
        var targets: [String: String] = [:]
        var taken: [String: String] = [:]
        for file in files {
            let name = URL(filePath: file).deletingPathExtension().lastPathComponent + ".jpg"
            let target = self.isDirectory ? URL(filePath: path).appending(path: name).path : path
            if let other = taken.updateValue(file, forKey: target) {
                throw AviaryError(
                    .invalidArgument,
                    "\(other) and \(file) would both be written to \(target)",
                    remedy: "take them one after the other, with a directory each"
                )
            }
            guard URL(filePath: target).standardizedFileURL != URL(filePath: file).standardizedFileURL else {
                throw AviaryError(
                    .invalidArgument,
                    "\(file) would be written over",
                    remedy: "name another file or directory by --out"
                )
            }
            targets[file] = target
        }
        self.targets = targets
        guard self.isDirectory else { return }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw AviaryError(.internalError, "the directory \(path) cannot be made: \(error.localizedDescription)")
        }
    }

    /// Writes a picture.
    ///
    /// - Parameters:
    ///   - picture: the picture with its boxes.
    ///   - file: the file that it was read from.
    /// - Throws: ``AviaryError`` when it cannot be written.
    func write(_ picture: Picture, of file: String) throws(AviaryError) {
        let jpeg = try JPEG.encode(picture, quality: 92)
        try OutputFile.write(Array(jpeg), to: self.targets[file] ?? self.path)
    }
}
