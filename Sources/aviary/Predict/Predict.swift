import ArgumentParser
import AviaryClient
import AviaryCore

/// Asks an endpoint for a prediction.
struct Predict: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask an endpoint for a prediction.",
        discussion: """
            Inputs are numbers, nested arrays, texts, or files:

              aviary predict wine --input features=13.2,1.8,2.4,19,101,2.1,1.9,0.3,1.5,5,1,2.8,510
              aviary predict digits --input features=@picture.npy
              aviary predict diabetes --input @rows.json --output variable --json

            A file without a name before it is a NumPy array or a JSON array for the model's only input, a JSON object \
            with a member for each input, or a whole request of the Open Inference Protocol. '-' instead of a file's \
            name is JSON from standard input: --input @-. 'aviary models inspect NAME' tells what a model takes.
            """
    )

    @Argument(help: "The endpoint's name.") var endpoint: String
    @Option(name: .long, help: ArgumentHelp("An input; give one for each.", valueName: "name=value|name=@file|@file"))
    var input: [String] = []
    @Option(help: ArgumentHelp("An output that is wanted; all of them without it.", valueName: "name"))
    var output: [String] = []
    @Option(name: [.customLong("model-version")], help: ArgumentHelp("One version of it.", valueName: "number"))
    var version: String?
    @Option(help: ArgumentHelp("A name for the request, which stands in the reply.", valueName: "text"))
    var id: String?
    @Option(help: ArgumentHelp("How long the answer may take.", valueName: "duration"))
    var timeout = DurationArgument(.seconds(30))
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print the reply as JSON, with all its elements.") var json = false

    func validate() throws {
        guard !self.input.isEmpty else {
            throw ValidationError("a prediction needs inputs: --input name=value, for each input of the model")
        }
    }

    func run() async throws {
        try await self.address.withClient(timeout: self.timeout.value) { client in
            let model = try await client.modelMetadata(self.endpoint, version: self.version)
            let inputs = try InputText.tensors(from: self.input, for: model.inputs, readFile: InputFile.read)
            let known = model.outputs.map(\.name)
            for name in self.output where !known.contains(name) {
                throw AviaryError(
                    .invalidArgument,
                    "the model has no output '\(name)', it gives \(known.joined(separator: ", "))",
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
                try StandardOutput.write(try PredictionText.json(reply))
            } else {
                try StandardOutput.write(try PredictionText.text(reply))
            }
        }
    }
}
