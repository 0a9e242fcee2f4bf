import ArgumentParser
import AviaryCore
import Foundation

/// Files that commands write.
enum OutputFile {
    /// The exit code where a file cannot be written (sysexits.h, `EX_CANTCREAT`).
    static let failure = ExitCode(73)

    /// Whether something is there that is no file, such as `/dev/null`: it is written to, and never replaced.
    static func isDevice(_ path: String) -> Bool {
        guard let kind = Self.kind(path) else { return false }
        return kind != S_IFREG && kind != S_IFDIR
    }

    /// Sees whether a file could be written, before the work whose outcome it takes.
    ///
    /// - Parameter path: where it goes.
    /// - Throws: ``AviaryError`` where it cannot be written.
    static func check(_ path: String) throws(AviaryError) {
        guard Self.kind(path) != S_IFDIR else {
            throw AviaryError(.invalidArgument, "'\(path)' is a folder, the name of a file was expected")
        }
        // A file is replaced, so that its folder must let it; a device is not.
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        guard access(Self.isDevice(path) ? path : folder, W_OK) == 0 else {
            throw AviaryError(.invalidArgument, "'\(path)' cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Writes a file as a whole, or not at all.
    ///
    /// - Parameters:
    ///   - bytes: what it holds.
    ///   - path: where it goes.
    /// - Throws: ``AviaryError`` where it cannot be written.
    static func write(_ bytes: [UInt8], to path: String) throws(AviaryError) {
        do {
            try Data(bytes).write(to: URL(filePath: path), options: Self.isDevice(path) ? [] : .atomic)
        } catch {
            throw AviaryError(.internalError, "'\(path)' cannot be written: \(error.localizedDescription)")
        }
    }

    /// Does something with a file that is written, and tells what is wrong with it.
    static func telling(_ body: () throws(AviaryError) -> Void) throws {
        do throws(AviaryError) {
            try body()
        } catch {
            Failure.say(error.description)
            throw self.failure
        }
    }

    private static func kind(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
