import ArgumentParser

/// Models of other programs, turned into ONNX.
struct ModelsImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turn a model of another program into one that can be served.",
        discussion: """
              export AVIARY_REPOSITORY=models
              aviary models import darknet --cfg v3.cfg --weights v3.weights \\
                --names coco.names --as yolov3

            The model is written into a repository as a version with a model.yaml; no server is asked.
            """,
        subcommands: [ModelsImportDarknet.self]
    )
}
