package import AviaryCore
internal import Glibc

/// The files of Swagger UI on disk, which the page at `/docs` loads.
package struct SwaggerUI: Sendable, Hashable {
    /// A file that the page may load.
    package struct Asset: Sendable, Hashable {
        /// Its name, the last component of its path.
        package let name: String
        /// Its media type.
        package let contentType: String
    }

    /// All files that are ever served; whatever else lies in the directory is not.
    package static let assets = [
        Asset(name: "swagger-ui.css", contentType: "text/css; charset=utf-8"),
        Asset(name: "swagger-ui-bundle.js", contentType: "text/javascript; charset=utf-8"),
    ]

    /// Where the files lie.
    package let directory: String

    /// Finds the files.
    ///
    /// - Parameters:
    ///   - setting: the directory that the settings name; nothing else is tried then.
    ///   - directories: directories that hold a Python environment with `drf-spectacular-sidecar`, such as `.deps`.
    /// - Returns: the files; `nil` when they are nowhere and nobody said where they are.
    /// - Throws: ``AviaryError`` with code `notFound` when the settings name a directory that lacks a file.
    package static func locate(setting: String?, directories: [String]) throws(AviaryError) -> SwaggerUI? {
        if let setting {
            let missing = self.assets.filter { !self.isReadable("\(setting)/\($0.name)") }.map(\.name)
            guard missing.isEmpty else {
                throw AviaryError(
                    .notFound,
                    "swaggerUI is a directory with the files of Swagger UI, but \(setting) lacks "
                        + missing.joined(separator: ", "),
                    remedy:
                        "install PyPI's drf-spectacular-sidecar and name its swagger-ui-dist, or leave the setting out"
                )
            }
            return SwaggerUI(directory: setting)
        }
        let package = "site-packages/drf_spectacular_sidecar/static/drf_spectacular_sidecar/swagger-ui-dist"
        for directory in directories {
            for environment in [directory] + self.entries(of: directory) {
                for python in self.entries(of: "\(environment)/lib") where python.contains("/python3") {
                    let candidate = "\(python)/\(package)"
                    if self.assets.allSatisfy({ self.isReadable("\(candidate)/\($0.name)") }) {
                        return SwaggerUI(directory: candidate)
                    }
                }
            }
        }
        return nil
    }

    /// The path of a file that the page asks for.
    ///
    /// - Parameter name: what the request names, in any form.
    /// - Returns: where it lies, and its media type; `nil` for everything that is not in ``assets``.
    package func file(named name: String) -> (path: String, contentType: String)? {
        SwaggerUI.assets.first { $0.name == name }.map { ("\(self.directory)/\($0.name)", $0.contentType) }
    }

    private static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// What lies in a directory, sorted backwards so that the newest Python comes first.
    private static func entries(of directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append("\(directory)/\(name)") }
        }
        return names.sorted(by: >)
    }
}
