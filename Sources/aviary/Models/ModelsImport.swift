import ArgumentParser

/// Models of other programs, turned into ONNX.
struct ModelsImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turn a model of another program into one that can be served.",
        discussion: """
              aviary models import darknet --cfg yolov3-tiny.cfg --weights yolov3-tiny.weights --names coco.names \
            --as yolov3-tiny --repository models

            The model is written into a repository as a version with a model.yaml; no server is asked.
            """,
        subcommands: [ModelsImportDarknet.self]
    )
}
