import ArgumentParser
import AviaryClient
import AviaryCore

/// Erases somebody's rows of the prediction log.
struct LogErase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase all rows of somebody from the prediction log.",
        discussion: """
              aviary log erase --subject ada@example.org

            Rows are found by the value that the endpoints' 'log.subject' names: the routing key, a parameter or an input. The \
            log keeps a keyed hash of it. Nothing of the rows is left in the log's files; copies and exports are yours to find. \
            Rows without a subject cannot be found.
            """
    )

    @Option(help: ArgumentHelp("The value that tells whose rows they are.", valueName: "value")) var subject: String
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard !self.subject.isEmpty else { throw ValidationError("--subject is not empty") }
    }

    func run() async throws {
        try await self.address.withClient(timeout: .seconds(300)) { client in
            var call = ControlCall(.delete, "log")
            call.query = [("subject", self.subject)]
            call.actor = Person.name
            let reply = try await client.control(call)
            guard !self.json else { return try StandardOutput.write(reply) }
            let count = reply["erased"]?.numberText ?? "0"
            try StandardOutput.write("\(count) row\(count == "1" ? "" : "s") erased\n")
        }
    }
}
