import AviaryImport
import AviaryTesting

/// A small network with every kind of layer, and files for it.
enum TinyNetwork {
    /// The names of its classes.
    static let names = "person\nbicycle\n"

    /// How many weights it has: layers 0 (with normalisation), 1, 4 and 8.
    static let weightCount = (4 * 3 * 9 + 16) + (4 * 4 + 4) + (8 * 4 + 8 * 4) + (21 * 10 + 21)

    /// The cfg file; tests count on its lines, so new ones go to its end.
    static let cfg = """
        [net]
        # Testing
        batch=1
        width=32
        height = 16
        channels=3

        [convolutional]
        batch_normalize=1
        filters=4
        size=3
        stride=2
        pad=1
        activation=leaky

        [convolutional]
        filters=4
        size=1
        activation=mish

        [shortcut]
        from=-2
        activation=linear

        [maxpool]
        size=2
        stride=2

        [convolutional]
        batch_normalize=1
        filters=8
        size=1
        activation=leaky

        [upsample]
        stride=2

        [route]
        layers=0
        groups=2
        group_id=1

        [route]
        layers = -1, 5

        [convolutional]
        filters=21
        size=1
        activation=linear

        [yolo]
        mask = 0,2,1
        anchors = 10,14,  23,27.5,  37,58
        classes=2
        num=3
        scale_x_y=1.05
        """

    /// The cfg file with one text in the place of another.
    static func cfg(_ text: String, _ other: String) -> String {
        Self.cfg.replacing(text, with: other, maxReplacements: 1)
    }

    /// A file of weights: numbers from 0.5 to 1, which may be variances as well.
    static func weights(_ count: Int = Self.weightCount, header: [Int32] = [0, 2, 0, 0, 0]) -> [UInt8] {
        var random = Seeded(seed: 1)
        let numbers = (0..<count).map { _ in Float.random(in: 0.5...1, using: &random).bitPattern }
        return (header.map { UInt32(bitPattern: $0) } + numbers).flatMap { number in
            (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
    }

    /// Imports it, or what it has become.
    static func detector(
        cfg: String = Self.cfg,
        weights: [UInt8] = Self.weights(),
        names: String = Self.names
    ) throws -> ImportedDetector {
        try Self.detector(cfg: Array(cfg.utf8), weights: weights, names: Array(names.utf8))
    }

    /// Imports files of any content.
    static func detector(cfg: [UInt8], weights: [UInt8], names: [UInt8]) throws -> ImportedDetector {
        try ImportedDetector(
            darknet: ImportSource(name: "tiny.cfg", bytes: cfg),
            weights: ImportSource(name: "tiny.weights", bytes: weights),
            names: ImportSource(name: "tiny.names", bytes: names),
            title: "tiny"
        )
    }
}
