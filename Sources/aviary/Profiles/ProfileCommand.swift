import ArgumentParser
import AviaryClient
import AviaryControl
import AviaryCore
import AviaryOffline
import AviaryTables
import Foundation

/// Sums up what a version was trained with.
struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Sum up a table, as a reference for live traffic.",
        discussion: """
              aviary profile training.csv --endpoint wine --version 1
              aviary profile training.parquet --endpoint wine -o wine.profile.json

            Reads a table of CSV, JSON lines or Parquet once, in memory that does not grow with its rows, and gives the \
            server its profile: for each column moments, quantiles (within 1.65 % of the ranks, as a rule) and how many \
            values differ and are missing; for categories how often each occurs. The server keeps it with the version, and \
            monitors compare requests with it. Up to 2,000 rows of the first \(TableRows.mostColumns) columns of numbers \
            are kept as they are, by which drift is seen in how columns hang together; --no-rows keeps none. -o writes it to a file instead.

            A column is one of numbers if every value is a number or missing, else one of categories. Infinite numbers count as \
            missing, and are told.

            Exit codes: 0 done, 1 the server refused it, 64 the command line is wrong, 65 the table is wrong, 66 there is \
            no such file, 73 the profile cannot be written.
            """
    )

    @Argument(help: "The table.", completion: .file()) var table: String
    @Option(help: ArgumentHelp("The endpoint.", valueName: "name")) var endpoint: String
    @Option(help: ArgumentHelp("The version that was trained with it.", valueName: "version")) var version: String = "1"
    @Option(name: .customLong("column"), parsing: .upToNextOption, help: "Sum up these columns alone.")
    var columns: [String] = []
    @Flag(help: "Keep no rows, where these must not leave the table.") var noRows = false
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the profile to a file, and to no server.", valueName: "file"),
        completion: .file(extensions: ["json"])
    )
    var output: String?
    @OptionGroup var tables: TableFlags
    @OptionGroup var address: ServerAddressFlags

    func validate() throws {
        guard (try? ModelName(self.endpoint)) != nil else {
            throw ValidationError("--endpoint is the name of an endpoint, got '\(self.endpoint)'")
        }
        guard VersionNumber(self.version) != nil else {
            throw ValidationError("--version is the number of a version, 1 or more, got '\(self.version)'")
        }
    }

    func run() async throws {
        if let output { try OutputFile.telling { () throws(AviaryError) in try OutputFile.check(output) } }
        let outcome = try TableFailure.telling {
            let table = try TableFile(path: self.table, options: self.tables.options)
            for doubt in table.doubts { Failure.say(doubt) }
            var bar = ProgressBar(count: 100)
            defer { bar.clear() }
            return try ProfileRun(table, columns: self.columns, keepsRows: !self.noRows).run {
                bar.show(Int($0 * 100), self.table)
            }
        }
        for note in outcome.notes { Failure.say(note) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let bytes = Array(try encoder.encode(outcome.profile))
        if let output {
            try OutputFile.telling { () throws(AviaryError) in try OutputFile.write(bytes, to: output) }
        } else {
            try await self.address.withClient { client in
                var call = ControlCall(.put, "profiles", self.endpoint, self.version)
                call.body = bytes
                call.actor = Person.name
                _ = try await client.control(call)
            }
        }
        try StandardOutput.write(ProfileText(outcome.profile).text)
    }
}
