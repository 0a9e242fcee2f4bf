internal import AviaryCore
internal import Yams

extension ModelConfiguration {
    /// Reads the names of outputs' classes: a list, or the path of a text file.
    static func labels(
        _ node: Node,
        _ checker: inout ConfigurationChecker,
        _ file: (String) throws(AviaryError) -> [String]
    ) -> [String: [String]] {
        let expected = "a mapping of outputs to labels such as {output: [cat, dog]} or {output: labels.txt}"
        var labels: [String: [String]] = [:]
        for (name, value) in checker.entries(node, "labels", expected: expected) ?? [] {
            let path = "labels.\(shortened(name))"
            if case .scalar = value {
                guard let place = checker.text(value, path) else { continue }
                do throws(AviaryError) {
                    labels[name] = try file(place)
                } catch {
                    checker.note("'\(path)': \(error.message)", at: value)
                }
            } else if let elements = checker.elements(value, path, expected: "a list of labels or a file's path") {
                labels[name] = elements.enumerated().compactMap { checker.text($1, "\(path)[\($0)]") }
            }
        }
        return labels
    }

    /// Splits a text file into labels, one a line.
    ///
    /// - Parameter bytes: UTF-8; the last line may end with a line break, and a line break may be CR LF.
    /// - Returns: the labels in the file's order.
    /// - Throws: `AviaryError` for a line without text, which would shift all that follow.
    static func labels(inFile bytes: [UInt8]) throws(AviaryError) -> [String] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AviaryError(.invalidArgument, "labels are text in UTF-8, this file is not")
        }
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
        if lines.last == "" { lines.removeLast() }
        if let empty = lines.firstIndex(of: "") {
            throw AviaryError(.invalidArgument, "labels stand one a line, line \(empty + 1) is empty")
        }
        return lines
    }
}
