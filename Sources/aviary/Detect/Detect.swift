import ArgumentParser
import AviaryClient
import AviaryCore
import AviaryMedia

/// Asks a model what is on pictures.
struct Detect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detect",
        abstract: "Find things on pictures.",
        discussion: """
              aviary detect photo.jpg --model yolov3-tiny
              aviary detect photo.jpg --model yolov3-tiny --out boxed.jpg
              aviary detect Pictures/ --model yolov3-tiny --out Boxed/
              aviary detect *.png --model yolov3-tiny --confidence 0.3 --json

            Pictures are JPEG, PNG or WebP files; of a directory all of these are taken, not those in directories below \
            it. What is found is printed as a table, with boxes in pixels. With one picture, --out is a file; with \
            several it is a directory, made if need be. Terminals that can (kitty, iTerm2, and those with sixel) show the \
            pictures with their boxes.
            """
    )

    @Argument(
        help: ArgumentHelp("The pictures, or directories of them.", valueName: "file|directory"),
        completion: .file(extensions: PictureFiles.extensions)
    )
    var pictures: [String]
    @Option(help: ArgumentHelp("The model that finds.", valueName: "name"), completion: ModelCompletion.names)
    var model: String
    @Option(
        help: ArgumentHelp("The least confidence that is reported (default: the model's own).", valueName: "0...1")
    )
    var confidence: Float?
    @Option(
        help: ArgumentHelp("Where pictures with boxes go, as JPEG.", valueName: "file|directory"),
        completion: .file()
    )
    var out: String?
    @Option(help: "Show pictures in the terminal: auto, never, kitty, iterm2 or sixel.")
    var show: PictureDisplay = .auto
    @Option(
        help: ArgumentHelp("How long each picture may take (default: 30s).", valueName: "duration"),
        transform: Duration.argument
    )
    var timeout: Duration?
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print each picture's reply as a line of JSON.") var json = false

    func validate() throws {
        if let confidence, !(0...1).contains(confidence) {
            throw ValidationError("--confidence is a number from 0 to 1, got \(confidence)")
        }
    }

    func run() async throws {
        let files = try PictureFiles.expand(self.pictures)
        let isOne = files.count == 1 && self.pictures == files
        let target = try self.out.map { try BoxedPictures($0, for: files, isOne: isOne) }
        let graphics = self.json ? nil : self.show.graphics
        var progress = ProgressBar(count: files.count)
        var table = DetectionTable(hasFiles: !isOne)
        var failures = 0
        try await self.address.withClient(about: self.model, timeout: self.timeout) { client in
            for (index, file) in files.enumerated() {
                progress.show(index, file)
                do {
                    let bytes = try InputFile.read(file)
                    let reply = try await client.detect(self.model, picture: bytes, confidence: self.confidence)
                    if self.json {
                        progress.clear()
                        try StandardOutput.write(.object([.init("file", .string(file))] + reply.json.members))
                    }
                    table.add(reply, file)
                    guard target != nil || graphics != nil else { continue }
                    var picture = try Picture(decoding: bytes.span.bytes)
                    try picture.draw(reply.found)
                    try target?.write(picture, of: file)
                    if let graphics {
                        progress.clear()
                        try StandardOutput.write(graphics.bytes(of: picture, maximumWidth: TerminalSize.pixelWidth))
                    }
                } catch let error where !isOne && Self.isAboutPicture(error) {
                    // One bad picture shall not cost the others.
                    progress.clear()
                    Failure.say("\(file): \((error as? ClientError)?.serverMessage ?? "\(error)")")
                    failures += 1
                }
            }
        }
        progress.clear()
        if !self.json { try StandardOutput.write(table.text) }
        if failures > 0 { throw ExitCode.failure }
    }

    /// Whether other pictures may fare better.
    private static func isAboutPicture(_ error: any Error) -> Bool {
        if let error = error as? ClientError {
            return error.code == .refused && [400, 413, 415, 422].contains(error.status) && error.isAboutPicture
        }
        return error is AviaryError
    }
}

extension ClientError {
    /// Whether a refusal is about the picture rather than about the query.
    fileprivate var isAboutPicture: Bool {
        // Queries are refused in FastAPI's list, which names the parameter; pictures by a sentence.
        !["model: ", "confidence: ", "format: "].contains { self.serverMessage?.hasPrefix($0) ?? false }
    }
}

extension JSONValue {
    /// The members of an object; none for anything else.
    fileprivate var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }
}
