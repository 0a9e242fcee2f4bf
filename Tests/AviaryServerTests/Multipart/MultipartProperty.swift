import AviaryCore
import AviaryServer
import AviaryTesting

/// What holds for the reader of forms with files.
enum MultipartProperty: String, CaseIterable, InputProperty {
    /// A body with the boundary `b`: the parts are those that reading it line by line gives.
    case multipart

    func violation(by bytes: [UInt8]) -> String? {
        let expected = Self.parts(bytes)
        do throws(AviaryError) {
            let form = try MultipartForm(bytes.span.bytes, boundary: "b")
            let fields = form.parts.map { Field(name: $0.name, content: $0.content) }
            return fields == expected ? nil : "read \(fields), line by line it is \(expected ?? [])"
        } catch {
            guard error.code == .invalidArgument || error.code == .tooLarge else { return "refused as \(error.code)" }
            return expected == nil ? nil : "refused what line by line is \(expected ?? []): \(error)"
        }
    }

    private struct Field: Equatable {
        let name: String
        let content: Range<Int>
    }

    /// Splits the body at its line ends first, which is slower and simpler.
    private static func parts(_ bytes: [UInt8]) -> [Field]? {
        let lines = self.lines(bytes)
        let isDelimiter: (Range<Int>) -> Bool = { bytes[$0].starts(with: "--b".utf8) }
        var parts: [Field] = []
        guard var line = lines.firstIndex(where: isDelimiter) else { return nil }
        while true {
            let rest = bytes[lines[line]].dropFirst(3)
            if rest.starts(with: "--".utf8) { return parts }
            guard rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 }), line + 1 < lines.count,
                parts.count < MultipartForm.maximumParts
            else { return nil }
            let start = lines[line + 1].lowerBound
            guard let empty = lines[(line + 1)...].firstIndex(where: \.isEmpty), empty + 1 < lines.count,
                lines[empty].upperBound + 2 <= start + MultipartForm.maximumHeader
            else { return nil }
            guard let name = self.name(lines[(line + 1)..<empty].map { String(decoding: bytes[$0], as: UTF8.self) })
            else { return nil }
            let content = empty + 1
            guard let end = lines[content...].firstIndex(where: isDelimiter) else { return nil }
            let first = lines[content].lowerBound
            parts.append(Field(name: name, content: first..<max(first, lines[end].lowerBound - 2)))
            line = end
        }
    }

    private static func lines(_ bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var (start, index) = (0, 0)
        while index + 1 < bytes.count {
            guard bytes[index] == 0x0D, bytes[index + 1] == 0x0A else {
                index += 1
                continue
            }
            lines.append(start..<index)
            index += 2
            start = index
        }
        return lines + [start..<bytes.count]
    }

    /// The name that the last disposition of a header gives.
    private static func name(_ header: [String]) -> String? {
        var name: String?
        for line in header {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex,
                self.trimmed(line[..<colon]).lowercased() == "content-disposition"
            else { continue }
            let value = HeaderParameters(self.trimmed(line[line.index(after: colon)...]))
            if value.value.lowercased() == "form-data" { name = value["name"] }
        }
        return name
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
