package import AviaryCore

/// What one version of a model consists of, checked: its files with their hashes.
package struct VersionArtefact: Sendable, Hashable {
    /// The name of the file that holds the model itself.
    package static let modelFile = "model.onnx"

    /// The model.
    package let model: ModelName
    /// The version.
    package let version: VersionNumber
    /// The absolute path of the model's file.
    package let modelPath: String
    /// Whether the model has loops or branches, so that what a run costs depends on values.
    package let hasControlFlow: Bool
    /// Every file of the version.
    package let manifest: Manifest

    /// Which files are not what they were.
    ///
    /// - Parameter earlier: the same version at an earlier time, for instance when it was loaded.
    /// - Returns: the changed, new and missing files; empty if nothing changed.
    package func difference(from earlier: VersionArtefact) -> ManifestDifference {
        self.manifest.difference(from: earlier.manifest)
    }
}
