import AviaryClient
import AviaryCore
import Foundation

/// A reply as a person reads it.
enum PredictionText {
    /// The most rows and columns of an output that are shown.
    private static let (maximumRows, maximumColumns) = (20, 12)
    /// The most characters of a string that are shown.
    private static let maximumCharacters = 60

    /// The outputs: name, type, shape, and a line for each row.
    ///
    /// - Parameter reply: the reply.
    /// - Returns: lines.
    /// - Throws: what a tensor of numbers never throws.
    static func text(_ reply: InferenceResponse) throws(AviaryError) -> String {
        var text = Style.faint("\(reply.modelName), version \(reply.modelVersion)".printable) + "\n"
        for output in reply.outputs {
            let head = "\(output.tensor.dataType.rawValue) \(output.tensor.shape)"
            text += "\n\(Style.strong(output.name.printable))  \(Style.faint(head))\n"
            text += try self.rows(output.tensor)
        }
        return text
    }

    /// The elements, a line for each row along the last dimension, with a word on those that are left out.
    private static func rows(_ tensor: Tensor) throws(AviaryError) -> String {
        let words = try self.words(tensor)
        guard !words.isEmpty else { return "  \(Style.faint("no elements"))\n" }
        let outer = tensor.shape.dimensions.dropLast()
        let width = tensor.shape.dimensions.last ?? 1
        // A tensor of one dimension has a single row, in which there is more room.
        let columns = min(width, outer.isEmpty ? self.maximumRows : self.maximumColumns)
        let rows = min(words.count / width, self.maximumRows)
        var table = Table()
        for row in 0..<rows {
            var cells = words[(row * width)...].prefix(columns).map { word in
                Table.Cell(word, alignment: tensor.dataType == .bytes ? .left : .right)
            }
            if outer.count > 1 { cells.insert(Table.Cell(self.position(of: row, in: outer), .faint), at: 0) }
            if columns < width { cells.append(Table.Cell("and \(width - columns) more", .faint)) }
            table.add(cells)
        }
        var lines = table.text.split(separator: "\n").map { "  \($0)\n" }
        if rows * width < words.count {
            lines.append("  \(Style.faint("and \(words.count / width - rows) more rows"))\n")
        }
        if rows * columns < words.count { lines.append("  \(Style.faint("--json shows all"))\n") }
        return lines.joined()
    }

    /// The elements as words.
    private static func words(_ tensor: Tensor) throws(AviaryError) -> [String] {
        guard tensor.dataType == .bytes else {
            return try tensor.elements().map { element in
                switch element {
                case .number(let number): tensor.dataType.isFloat ? self.rounded(number) : number
                case .bool(let flag): "\(flag)"
                default: ""
                }
            }
        }
        return tensor.byteStrings().map { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return "(\(bytes.count) bytes, no text)" }
            let isShort = text.count <= self.maximumCharacters
            return text.isEmpty ? "\"\"" : isShort ? text : text.prefix(self.maximumCharacters) + "..."
        }
    }

    /// A number with the six digits that people look at; `--json` has all of them.
    private static func rounded(_ number: String) -> String {
        Double(number).map { String(format: "%.6g", $0) } ?? number
    }

    /// Where a row lies in the dimensions before the last one: `[0, 3]`.
    private static func position(of row: Int, in dimensions: ArraySlice<Int>) -> String {
        var rest = row
        var position: [Int] = []
        for length in dimensions.reversed() {
            position.append(rest % length)
            rest /= length
        }
        return "\(Array(position.reversed()))"
    }
}
