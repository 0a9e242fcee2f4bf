import ArgumentParser
import AviaryClient
import AviaryCore

/// Asks an endpoint for a prediction.
struct Predict: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Ask an endpoint for a prediction.",
        discussion: """
              aviary predict wine --input features=13,2,2.4,19,101,2,2,0.3,2,5,1,3,510
              aviary predict digits --input features=@picture.npy --output label
              echo '[[0, 1], [1, 0]]' | aviary predict scaler --input x=@-
              aviary predict two-inputs --input left=1,2 --input 'right=[[3, 4]]' --json

            An input is name=value for each tensor that the model takes; 'aviary models inspect NAME' tells which. \
            The value may be

              1,2.5,nan     numbers or truth values, row by row
              [[1,2],[3,4]] a JSON array, whose nesting is the shape
              some text     one element, for an input of type BYTES
              @file.npy     a NumPy array
              @file.json    a JSON array, or an object of shape, datatype and data
              @-            JSON from standard input

            A file without a name before it, @file.json, may also be an object with a member for each input, or a whole \
            request of the Open Inference Protocol. Single rows may leave out the dimension that counts rows.
            """
    )

    @Argument(help: "The endpoint's name.", completion: ModelCompletion.names) var endpoint: String
    @Option(
        help: ArgumentHelp("An input; give one for each.", valueName: "name=value|name=@file|@file"),
        completion: .file(extensions: ["json", "npy"])
    )
    var input: [String] = []
    @Option(help: ArgumentHelp("An output that is wanted; all of them without it.", valueName: "name"))
    var output: [String] = []
    @Option(help: ArgumentHelp("One version of it (default: the one that answers).", valueName: "number"))
    var version: String?
    @Option(help: ArgumentHelp("A name for the request, which stands in the reply.", valueName: "text"))
    var id: String?
    @Option(
        help: ArgumentHelp("How long the answer may take (default: 30s).", valueName: "duration"),
        transform: Duration.argument
    )
    var timeout: Duration?
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print the reply as JSON, with all its elements.") var json = false

    func validate() throws {
        guard !self.input.isEmpty else {
            throw ValidationError(
                "a prediction needs --input name=value for each input, which 'aviary models inspect \(self.endpoint)' lists"
            )
        }
    }

    func run() async throws {
        try await self.address.withClient(about: self.endpoint, timeout: self.timeout) { client in
            let model = try await client.modelMetadata(self.endpoint, version: self.version)
            let inputs = try InputText.tensors(from: self.input, for: model.inputs, readFile: InputFile.read)
            let known = model.outputs.map(\.name)
            for name in self.output where !known.contains(name) {
                throw AviaryError(
                    .invalidArgument,
                    "the model has no output '\(name)'",
                    remedy: NearestWord.suggestion(for: name, among: known)
                )
            }
            let reply = try await client.infer(
                self.endpoint,
                version: self.version,
                inputs: inputs,
                outputs: self.output.map { RequestedOutput(name: $0) },
                id: self.id
            )
            if self.json {
                try StandardOutput.write(try reply.json())
            } else {
                try StandardOutput.write(try PredictionText.text(reply))
            }
        }
    }
}
