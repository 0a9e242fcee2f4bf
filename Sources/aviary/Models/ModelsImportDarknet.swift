import ArgumentParser
import AviaryCore
import AviaryImport
import AviaryStore
import Foundation

/// Turns a detector of Darknet into an ONNX model in a repository.
struct ModelsImportDarknet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "darknet",
        abstract: "Turn a YOLO detector in Darknet's files into a model that can be served.",
        discussion: """
              export AVIARY_REPOSITORY=models
              aviary models import darknet --cfg v3.cfg --weights v3.weights \\
                --names coco.names --as yolov3

            Layers that are known: convolutional (linear, leaky, mish, relu, logistic, swish), maxpool, upsample, route, \
            shortcut and yolo; that is yolov3, yolov3-tiny, yolov3-spp, yolov4-tiny and what is made of the same.

            A model that is there gets a further version. Its model.yaml counts for all versions, so where it says \
            something else than the new one, say whether to --keep it or to --force the new one.
            """
    )

    /// The most bytes of a file of weights: what it becomes has to fit into an ONNX file.
    private static let maximumWeights = Int(Int32.max)

    @Option(
        help: ArgumentHelp("The layers, Darknet's cfg file.", valueName: "file"),
        completion: .file(extensions: ["cfg"])
    )
    var cfg: String
    @Option(
        help: ArgumentHelp("The weights.", valueName: "file"),
        completion: .file(extensions: ["weights"])
    )
    var weights: String
    @Option(
        help: ArgumentHelp("The names of the classes, one a line.", valueName: "file"),
        completion: .file(extensions: ["names", "txt"])
    )
    var names: String
    @Option(name: .customLong("as"), help: ArgumentHelp("The model's name.", valueName: "name"))
    var model: String
    @Option(
        help: ArgumentHelp("The directory with the models (default: AVIARY_REPOSITORY).", valueName: "dir"),
        completion: .directory
    )
    var repository: String?
    @Option(help: ArgumentHelp("The version (default: the one after the highest).", valueName: "number"))
    var version: String?
    @Flag(help: "Leave a model.yaml that is there as it is.") var keep = false
    @Flag(help: "Replace a model.yaml that is there.") var force = false
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard !(self.keep && self.force) else { throw ValidationError("--keep and --force contradict each other") }
        if let version, VersionNumber(version) == nil {
            throw ValidationError("a version is a number from 1 up, not '\(version)'")
        }
    }

    func run() async throws {
        // What is quick to find out comes before large files are read.
        let name = try ModelName(self.model)
        let root = try self.root()
        // The first model of a new repository makes it; what stands in the way is told by the repository itself.
        try? FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        let repository = try ModelRepository(root: root)
        let detector = try ImportedDetector(
            darknet: try Self.source(self.cfg, limit: 1 << 20),
            weights: try Self.source(self.weights, limit: Self.maximumWeights),
            names: try Self.source(self.names, limit: 1 << 20),
            title: name.rawValue
        )
        let version = try repository.add(
            model: name,
            version: self.version.flatMap { VersionNumber($0) },
            modelFile: detector.onnx,
            configuration: detector.configuration,
            existing: self.force ? .replace : self.keep ? .keep : .refuse
        )
        let path = "\(root)/\(name)/\(version)/\(VersionArtefact.modelFile)"
        if self.json {
            try StandardOutput.write(Self.json(detector, name, version, path))
        } else {
            try StandardOutput.write(Self.text(detector, name, version, path: path, root: root))
        }
    }

    /// The repository's directory as it was given.
    private func root() throws(AviaryError) -> String {
        let variable = ProcessInfo.processInfo.environment["AVIARY_REPOSITORY", default: ""]
        guard let root = self.repository ?? (variable.isEmpty ? nil : variable), !root.isEmpty else {
            throw AviaryError(
                .invalidArgument,
                "there is no repository to write to",
                remedy: "name a directory with --repository or AVIARY_REPOSITORY"
            )
        }
        return root
    }

    /// Reads a whole file.
    private static func source(_ path: String, limit: Int) throws(AviaryError) -> ImportSource {
        let name = (path as NSString).lastPathComponent
        let unreadable = { AviaryError(.notFound, "'\(path)' cannot be read: \(String(cString: strerror(errno)))") }
        // A FIFO without a writer is not waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable() }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw AviaryError(.invalidArgument, "'\(path)' is no regular file")
        }
        guard status.st_size <= limit else {
            throw AviaryError(
                .tooLarge,
                "'\(path)' has \(status.st_size) bytes, more than the \(limit) that such a file may have"
            )
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes[filled...].withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable() }
            guard count > 0 else {
                throw AviaryError(.conflict, "'\(path)' became shorter while it was read", remedy: "try again")
            }
            filled += count
        }
        return ImportSource(name: name, bytes: bytes)
    }

    /// What was written, for a person.
    private static func text(
        _ detector: ImportedDetector,
        _ name: ModelName,
        _ version: VersionNumber,
        path: String,
        root: String
    ) -> String {
        let size = String(format: "%.1f MiB", Double(detector.onnx.count) / 1_048_576)
        var table = Table()
        table.add([Table.Cell("input"), Table.Cell("\(detector.input) FP32 \(self.words(self.inputShape(detector)))")])
        for head in detector.heads {
            let anchors = head.decoding.anchors.map { "\(self.words($0.width))x\(self.words($0.height))" }
            let shape = self.words(self.shape(head))
            table.add([
                Table.Cell("head"),
                Table.Cell("\(head.output) FP32 \(shape), anchors \(anchors.joined(separator: " "))"),
            ])
        }
        let first = detector.classes.prefix(4).joined(separator: ", ")
        let rest = detector.classes.count > 4 ? ", ..." : ""
        table.add([Table.Cell("classes"), Table.Cell("\(detector.classes.count): \(first)\(rest)")])
        let lines = table.text.split(separator: "\n").map { "  \($0)\n" }.joined()
        return """
            Wrote \(name) version \(version), \(size), to \(path.printable)
            \(lines)Serve it by: aviary serve --repository \(root.printable)

            """
    }

    /// What was written, for a program.
    private static func json(
        _ detector: ImportedDetector,
        _ name: ModelName,
        _ version: VersionNumber,
        _ path: String
    ) -> JSONValue {
        let tensor = { (name: String, shape: [Int]) -> [JSONValue.Member] in
            [
                JSONValue.Member("name", .string(name)), JSONValue.Member("datatype", "FP32"),
                JSONValue.Member("shape", .array(shape.map { .integer($0) })),
            ]
        }
        let heads = detector.heads.map { head in
            let anchors = head.decoding.anchors.map { anchor in
                JSONValue.array([.number(self.words(anchor.width)), .number(self.words(anchor.height))])
            }
            return JSONValue.object(
                tensor(head.output, self.shape(head)) + [
                    JSONValue.Member("anchors", .array(anchors)),
                    JSONValue.Member("scale_xy", .number(self.words(head.decoding.scaleXY))),
                ]
            )
        }
        return [
            "name": .string(name.rawValue),
            "version": .string("\(version)"),
            "path": .string(path),
            "bytes": .integer(detector.onnx.count),
            "input": .object(tensor(detector.input, self.inputShape(detector))),
            "heads": .array(heads),
            "classes": .array(detector.classes.map { .string($0) }),
        ]
    }

    private static func inputShape(_ detector: ImportedDetector) -> [Int] {
        [-1, 3, detector.size.height, detector.size.width]
    }

    private static func shape(_ head: ImportedDetector.Head) -> [Int] { [-1, head.channels, head.height, head.width] }

    private static func words(_ shape: [Int]) -> String {
        "[\(shape.map { String($0) }.joined(separator: ", "))]"
    }

    /// A number without a fraction where it has none.
    private static func words(_ number: Float) -> String { Int(exactly: number).map { String($0) } ?? "\(number)" }
}
