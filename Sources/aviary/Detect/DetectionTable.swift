import AviaryClient
import AviaryCore

/// What was found, as a table.
struct DetectionTable {
    private let hasFiles: Bool
    private var table: Table

    /// Makes a table without rows.
    ///
    /// - Parameter hasFiles: whether rows name the file.
    init(hasFiles: Bool) {
        self.hasFiles = hasFiles
        self.table = Table((hasFiles ? ["FILE"] : []) + ["LABEL", "CONFIDENCE", "LEFT", "TOP", "RIGHT", "BOTTOM"])
    }

    /// Adds what was found on a picture.
    ///
    /// - Parameters:
    ///   - reply: what was found.
    ///   - file: the picture.
    mutating func add(_ reply: Detections, _ file: String) {
        let head = self.hasFiles ? [Table.Cell(file)] : []
        if reply.found.isEmpty { self.table.add(head + [.init("nothing found", .faint)]) }
        for detection in reply.found {
            let box = detection.box
            let edges = [box.left, box.top, box.right, box.bottom].map {
                Table.Cell("\(Int($0.rounded()))", alignment: .right)
            }
            let percent = "\((Double(detection.confidence) * 1000).rounded() / 10) %"
            self.table.add(head + [.init(detection.label, .strong), .init(percent, alignment: .right)] + edges)
        }
    }

    /// The table as lines.
    var text: String { self.table.text }
}
