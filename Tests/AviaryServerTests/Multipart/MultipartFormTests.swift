import AviaryCore
import AviaryServer
import AviaryTesting
import Testing

struct MultipartFormTests {
    /// A form as clients write it.
    private static func form(_ parts: [(header: String, content: [UInt8])], boundary: String = "b") -> [UInt8] {
        parts.flatMap { part in
            Array("--\(boundary)\r\n\(part.header)\r\n\r\n".utf8) + part.content + Array("\r\n".utf8)
        } + Array("--\(boundary)--\r\n".utf8)
    }

    private static func read(_ body: [UInt8], boundary: String = "b") throws -> [(name: String, content: [UInt8])] {
        try MultipartForm(body.span.bytes, boundary: boundary).parts.map { ($0.name, Array(body[$0.content])) }
    }

    @Test func `parts come back as they were written, whatever bytes they hold`() throws {
        var random = Seeded(seed: 1)
        for _ in 0..<300 {
            let boundary = "x" + String(UInt32.random(in: 0 ... .max, using: &random), radix: 36)
            let contents = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                // Of the bytes that delimiters are made of, so that much looks like one.
                (0..<Int.random(in: 0...60, using: &random)).map { _ in
                    [0x0D, 0x0A, 0x2D, 0x78, 0x00, 0xFF].randomElement(using: &random) ?? 0
                }
            }
            let parts = contents.enumerated().map { index, content in
                ("Content-Disposition: form-data; name=\"field \(index)\"", content.map { UInt8($0) })
            }
            let read = try Self.read(Self.form(parts, boundary: boundary), boundary: boundary)
            #expect(read.map(\.name) == contents.indices.map { "field \($0)" })
            #expect(read.map(\.content) == parts.map(\.1))
        }
    }

    @Test func `a form that breaks off anywhere is refused`() throws {
        let whole = Self.form([("Content-Disposition: form-data; name=\"file\"", Array("content".utf8))])
        // The last line end may be missing.
        for end in 0..<(whole.count - 2) {
            #expect(throws: AviaryError.self, "\(end)") { try Self.read(Array(whole[..<end])) }
        }
        #expect(try Self.read(Array(whole.dropLast(2))).count == 1)
    }

    @Test func `what stands before the first delimiter is passed over`() throws {
        let body = Array("a preamble\r\n".utf8) + Self.form([("content-disposition:form-data;NAME=a", [1])])
        #expect(try Self.read(body).map(\.name) == ["a"])
    }

    @Test func `a header is bounded, and so is the number of parts`() throws {
        let long = "X-Long: " + String(repeating: "x", count: MultipartForm.maximumHeader)
        let header = "Content-Disposition: form-data; name=\"a\""
        for body in [
            Self.form([("\(long)\r\n\(header)", [1])]),
            Self.form(Array(repeating: (header, [1]), count: MultipartForm.maximumParts + 1)),
        ] {
            #expect {
                try Self.read(body)
            } throws: { error in
                (error as? AviaryError)?.code == .tooLarge
            }
        }
        let most = Array(repeating: (header, [UInt8(1)]), count: MultipartForm.maximumParts)
        #expect(try Self.read(Self.form(most)).count == MultipartForm.maximumParts)
    }

    @Test(
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"),
            ("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"", "a b"),
            ("multipart/form-data", nil), ("multipart/form-data; boundary=", nil),
            ("multipart/mixed; boundary=abc", nil),
            ("image/jpeg", nil), ("", nil),
        ] as [(String, String?)]
    )
    func `the boundary stands in the content type`(type: String, boundary: String?) {
        #expect(MultipartForm.boundary(of: type) == boundary)
    }

    @Test func `a boundary has at most 70 characters`() {
        let most = String(repeating: "x", count: 70)
        #expect(MultipartForm.boundary(of: "multipart/form-data; boundary=\(most)") == most)
        #expect(MultipartForm.boundary(of: "multipart/form-data; boundary=\(most)x") == nil)
    }

    @Test func `quoted parameters may hold what separates them`() {
        let value = HeaderParameters("form-data; name=\"a;b=\\\"c\\\"\"; filename=x; name=second")
        #expect(value.value == "form-data")
        #expect(value["name"] == "a;b=\"c\"")
        #expect(value["FILENAME"] == "x")
        #expect(value["size"] == nil)
    }

    @Test(arguments: MultipartProperty.allCases)
    func `what fuzzing has kept does no harm`(property: MultipartProperty) throws {
        let (count, violations) = try property.tryKeptInputs()
        #expect(count > 20, "the corpus of \(property.rawValue) is missing")
        #expect(violations.isEmpty)
    }
}
