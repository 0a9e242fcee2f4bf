internal import FoundationEssentials
package import ONNXRuntime

/// Where the set-up has put what the program needs: `.deps`, in the working directory or above the program itself.
package enum DependencyDirectories {
    /// How far above the program a directory is looked for: `.build/x86_64-unknown-linux-gnu/release/aviary` lies four
    /// levels below its checkout.
    private static let levels = 5

    /// The directories to search, first to last; they need not exist.
    package static var all: [String] {
        [".deps"] + self.above(program: try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    }

    /// The directories above a program.
    ///
    /// - Parameter program: its path; `nil` where it is not known.
    /// - Returns: `.deps` in each of the directories that lead to it, from below.
    static func above(program: String?) -> [String] {
        guard let program else { return [] }
        var components = program.split(separator: "/").dropLast()
        var directories: [String] = []
        while !components.isEmpty, directories.count < DependencyDirectories.levels {
            directories.append("/" + components.joined(separator: "/") + "/.deps")
            components.removeLast()
        }
        return directories
    }

    /// Where ONNX Runtime is looked for.
    ///
    /// - Parameters:
    ///   - setting: the path that was given.
    ///   - environment: the process's environment.
    /// - Returns: what to search: the setting, the variable `AVIARY_ONNXRUNTIME`, these directories, the system.
    package static func onnxRuntime(_ setting: String?, _ environment: [String: String]) -> LibrarySearch {
        LibrarySearch(
            explicitPath: setting,
            environmentPath: environment["AVIARY_ONNXRUNTIME"],
            directories: self.all
        )
    }
}
