import ArgumentParser
import AviaryClient
import AviaryCore
import Foundation

/// Takes rows out of the prediction log.
struct LogExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write rows of the prediction log into a file, the earliest first.",
        discussion: """
              aviary log export --endpoint wine -o wine.jsonl
              aviary log export --endpoint wine --since 7d --format csv > wine.csv

            JSONL has a row as a JSON object in each line. CSV (RFC 4180) has a heading, and parameters, inputs and outputs as \
            JSON in a cell each. A file appears only when all rows are in it.
            """
    )

    /// The forms of a file.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case jsonl, csv
    }

    @OptionGroup var filter: LogFilter
    @OptionGroup var times: LogTimes
    @Option(help: ArgumentHelp("jsonl or csv (default: by the file's ending, or else jsonl).", valueName: "format"))
    var format: Format?
    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("The file (default: standard output).", valueName: "path"),
        completion: .file()
    )
    var output: String?
    @Option(help: ArgumentHelp("How many rows at most.", valueName: "n")) var limit = Int.max
    @OptionGroup var address: ServerAddressFlags

    func validate() throws {
        guard self.limit > 0 else { throw ValidationError("--limit is above 0, got \(self.limit)") }
    }

    func run() async throws {
        let format = self.format ?? (self.output?.hasSuffix(".csv") == true ? .csv : .jsonl)
        try await self.address.withClient { client in
            let pages = LogPages(
                client: client,
                query: self.filter.query + self.times.query + [("order", "oldest")],
                limit: self.limit
            )
            guard let output else {
                _ = try await Self.write(pages, as: format) { try StandardOutput.write($0) }
                return
            }
            let count = try await ExportFile.write(output) { sink in try await Self.write(pages, as: format, to: sink) }
            Failure.say("\(count) row\(count == 1 ? "" : "s") written to '\(output)'")
        }
    }

    private static func write(
        _ pages: LogPages,
        as format: Format,
        to sink: (String) throws -> Void
    ) async throws -> Int {
        var count = 0
        if format == .csv { try sink(LogCSV.heading) }
        try await pages.each { row in
            count += 1
            switch format {
            case .jsonl: try sink(String(decoding: row.serialized(), as: UTF8.self) + "\n")
            case .csv: try sink(LogCSV.line(row))
            }
        }
        return count
    }
}

/// Rows of the log as comma-separated values: RFC 4180.
enum LogCSV {
    private static let columns = [
        "id", "at", "endpoint", "model", "version", "role", "decision", "latency_seconds", "parameters", "inputs_kept",
        "inputs", "outputs_kept", "outputs",
    ]

    /// The columns' names.
    static let heading = Self.columns.joined(separator: ",") + "\r\n"

    /// A row; what is left out is an empty cell.
    static func line(_ row: JSONValue) -> String {
        Self.columns.map { Self.cell(row[$0] ?? .null) }.joined(separator: ",") + "\r\n"
    }

    private static func cell(_ value: JSONValue) -> String {
        let text =
            switch value {
            case .null: ""
            case .string(let text): text
            case .bool, .number, .array, .object: String(decoding: value.serialized(), as: UTF8.self)
            }
        guard text.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else { return text }
        return "\"\(text.doubling("\""))\""
    }
}

/// A file that appears only when all of it is written.
enum ExportFile {
    /// Writes a file.
    ///
    /// - Parameters:
    ///   - path: the file; one that is there is replaced.
    ///   - body: writes text.
    /// - Returns: what the closure returns.
    /// - Throws: `AviaryError` when the file cannot be written, and what the closure throws; then there is no new file.
    static func write<Value>(
        _ path: String,
        _ body: (_ sink: (String) throws -> Void) async throws -> Value
    ) async throws -> Value {
        let isDevice = OutputFile.isDevice(path)
        let draft = isDevice ? path : path + ".part"
        // What people have asked is for the owner alone, as in the log.
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.error("open", draft, errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            let value = try await body { text in
                do {
                    try file.write(contentsOf: Data(text.utf8))
                } catch {
                    throw AviaryError(.exhausted, "'\(draft)' cannot be written: \(error.localizedDescription)")
                }
            }
            guard isDevice || rename(draft, path) == 0 else { throw Self.error("rename", draft, errno) }
            return value
        } catch {
            if !isDevice { unlink(draft) }
            throw error
        }
    }

    private static func error(_ verb: String, _ path: String, _ number: Int32) -> AviaryError {
        AviaryError(.invalidArgument, "cannot \(verb) '\(path)': \(String(cString: strerror(number)))")
    }
}
