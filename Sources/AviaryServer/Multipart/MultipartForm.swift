package import AviaryCore

/// A form with files: `multipart/form-data`, RFC 7578 and RFC 2046, section 5.1.
package struct MultipartForm {
    /// The most parts.
    package static let maximumParts = 64
    /// The most bytes of one part's header.
    package static let maximumHeader = 8 << 10

    /// One field.
    package struct Part: Sendable, Hashable {
        /// The field's name.
        package let name: String
        /// Where in the body its content lies.
        package let content: Range<Int>
    }

    /// The fields in their order.
    package private(set) var parts: [Part] = []

    /// Finds the boundary in a `Content-Type`.
    ///
    /// - Parameter contentType: the field's value.
    /// - Returns: `nil` for another media type, or one without a boundary of 1 to 70 characters.
    package static func boundary(of contentType: String) -> String? {
        let scanner = HeaderParameters(contentType)
        guard scanner.value.lowercased() == "multipart/form-data", let boundary = scanner["boundary"],
            (1...70).contains(boundary.utf8.count)
        else { return nil }
        return boundary
    }

    /// Finds the parts of a body.
    ///
    /// - Parameters:
    ///   - body: the whole body.
    ///   - boundary: what stands between parts.
    /// - Throws: `AviaryError` with code `invalidArgument` for a body that is cut off or is no such form, `tooLarge` for
    ///   too many parts or too large a header.
    /// - Complexity: O(bytes).
    package init(_ body: RawSpan, boundary: String) throws(AviaryError) {
        let delimiter = Array("--\(boundary)".utf8)
        // A preamble before the first delimiter is passed over.
        guard var offset = Self.find(delimiter, in: body, from: 0, atLineStart: true)?.upperBound else {
            throw Self.malformed("the boundary '\(boundary)' of Content-Type does not occur in it")
        }
        while true {
            if body.begins(with: [0x2D, 0x2D], at: offset) { return }
            offset = try Self.lineEnd(body, offset)
            guard self.parts.count < Self.maximumParts else {
                throw AviaryError(.tooLarge, "a form has at most \(Self.maximumParts) parts")
            }
            let header = try Self.header(body, &offset)
            guard let next = Self.find(delimiter, in: body, from: offset - 2, atLineStart: true) else {
                throw Self.malformed("its last part does not end; was the request cut off?")
            }
            // The line break before the delimiter belongs to it.
            self.parts.append(Part(name: header, content: offset..<max(offset, next.lowerBound - 2)))
            offset = next.upperBound
        }
    }

    /// Reads a part's header up to its empty line.
    private static func header(_ body: RawSpan, _ offset: inout Int) throws(AviaryError) -> String {
        let limit = min(body.byteCount, offset + Self.maximumHeader)
        var name: String?
        while true {
            guard let end = Self.find([0x0D, 0x0A], in: body.extracting(0..<limit), from: offset)?.lowerBound else {
                guard limit == body.byteCount else {
                    throw AviaryError(.tooLarge, "a part's header has at most \(Self.maximumHeader) bytes")
                }
                throw Self.malformed("a part's header does not end")
            }
            let line = Self.text(body.extracting(offset..<end))
            offset = end + 2
            if line.isEmpty { break }
            let field = line.split(separator: ":", maxSplits: 1).map { $0.trimmingBlanks() }
            guard field.count == 2, field[0].lowercased() == "content-disposition" else { continue }
            let parameters = HeaderParameters(field[1])
            if parameters.value.lowercased() == "form-data" { name = parameters["name"] }
        }
        guard let name else { throw Self.malformed("a part has no Content-Disposition with a name") }
        return name
    }

    /// Text in UTF-8; what is none stands as replacement characters, for names are compared and never shown.
    private static func text(_ bytes: RawSpan) -> String {
        String(decoding: (0..<bytes.byteCount).map { bytes.load(at: $0, as: UInt8.self) }, as: UTF8.self)
    }

    /// The start of the next line, after blanks.
    private static func lineEnd(_ body: RawSpan, _ start: Int) throws(AviaryError) -> Int {
        var offset = start
        while body.begins(with: [0x20], at: offset) || body.begins(with: [0x09], at: offset) { offset += 1 }
        guard body.begins(with: [0x0D, 0x0A], at: offset) else {
            throw Self.malformed("a boundary is not followed by a line break")
        }
        return offset + 2
    }

    private static func find(
        _ wanted: [UInt8],
        in body: RawSpan,
        from start: Int,
        atLineStart: Bool = false
    ) -> Range<Int>? {
        var offset = max(0, start)
        while offset + wanted.count <= body.byteCount {
            guard let found = body.firstOffset(of: wanted[0], from: offset) else { return nil }
            if body.begins(with: wanted, at: found),
                !atLineStart || found == 0 || (found >= 2 && body.begins(with: [0x0D, 0x0A], at: found - 2))
            {
                return found..<(found + wanted.count)
            }
            offset = found + 1
        }
        return nil
    }

    private static func malformed(_ reason: String) -> AviaryError {
        AviaryError(.invalidArgument, "the body is no multipart/form-data: \(reason)")
    }
}
