import ArgumentParser
import AviaryCore
import AviaryServer
import AviaryTables
import Foundation

/// How the commands that read tables read them.
struct TableFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The character between a CSV file's fields; 'tab' is one (default: looked for).",
            valueName: "c"
        )
    )
    var separator: String?
    @Option(
        help: ArgumentHelp(
            "A word that stands for a missing value, beside empty, NA, NaN, null and the like; may be given several times.",
            valueName: "word"
        )
    )
    var missing: [String] = []

    func validate() throws {
        guard let separator else { return }
        guard separator == "tab" || (separator.utf8.count == 1 && separator != "\"" && separator != "\n") else {
            throw ValidationError("--separator is one character or 'tab', got '\(separator)'")
        }
    }

    /// The options of the readers.
    var options: TableOptions {
        let byte = self.separator == "tab" ? 0x09 : self.separator?.utf8.first
        return TableOptions(
            separator: byte,
            missing: Set(self.missing),
            threads: ProcessInfo.processInfo.activeProcessorCount,
            duckDB: Self.duckDB
        )
    }

    /// Where DuckDB's program lies: where `AVIARY_DUCKDB` says, where the set-up has put it, or on the `PATH`.
    private static var duckDB: String? {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["AVIARY_DUCKDB"], !path.isEmpty { return path }
        let files = FileManager.default
        for directory in DependencyDirectories.all {
            let libraries = directory + "/venv/lib"
            for python in ((try? files.contentsOfDirectory(atPath: libraries)) ?? []).sorted() {
                let program = "\(libraries)/\(python)/site-packages/duckdb_cli/duckdb"
                if files.fileExists(atPath: program) { return program }
            }
        }
        let paths = environment["PATH", default: ""].split(separator: ":").map { "\($0)/duckdb" }
        return paths.first { files.isExecutableFile(atPath: $0) }
    }
}

/// How commands end that read files: apart from what they say of the files.
enum TableFailure {
    /// The exit code where a file's contents are wrong (sysexits.h, `EX_DATAERR`).
    static let data = ExitCode(65)
    /// The exit code where there is no such file (`EX_NOINPUT`).
    static let input = ExitCode(66)

    /// Does something with tables, and tells what is wrong with them.
    static func telling<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as AviaryError {
            Failure.say(error.description)
            throw error.code == .notFound ? self.input : self.data
        }
    }
}
