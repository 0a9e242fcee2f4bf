import AviaryCore
import FoundationEssentials
import Testing

@testable import AviaryServer

@Suite struct SwaggerUITests {
    private static let inside =
        "lib/python3.11/site-packages/drf_spectacular_sidecar/static/drf_spectacular_sidecar/"
        + "swagger-ui-dist"

    @Test(arguments: ["venv/", ""])
    func `the files are found in a Python environment`(environment: String) throws {
        try self.withDirectory { root in
            let files = "\(root)/\(environment)\(Self.inside)"
            #expect(try SwaggerUI.locate(setting: nil, directories: [root]) == nil)
            try self.install(in: files)
            #expect(try SwaggerUI.locate(setting: nil, directories: ["/nowhere", root])?.directory == files)
        }
    }

    @Test func `a directory that was named is taken, or refused with what it lacks`() throws {
        try self.withDirectory { root in
            #expect {
                try SwaggerUI.locate(setting: root, directories: [])
            } throws: { error in
                "\(error)".contains("\(root) lacks swagger-ui.css, swagger-ui-bundle.js")
            }
            try self.install(in: root)
            #expect(try SwaggerUI.locate(setting: root, directories: [])?.directory == root)
        }
    }

    @Test(arguments: [
        "", ".", "..", "../swagger-ui.css", "swagger-ui.css/", "./swagger-ui.css", "LICENSE", "swagger-ui.css\u{0}",
        "SWAGGER-UI.CSS", "/etc/passwd", "swagger-ui.css.map", "%73wagger-ui.css",
    ])
    func `only the listed files are ever served`(name: String) {
        #expect(SwaggerUI(directory: "/x").file(named: name) == nil)
    }

    @Test func `a listed file has its path and media type`() throws {
        let file = try #require(SwaggerUI(directory: "/x").file(named: "swagger-ui.css"))
        #expect(file.path == "/x/swagger-ui.css" && file.contentType == "text/css; charset=utf-8")
    }

    @Test func `the page loads only what is served, and has nothing inside that a policy would refuse`() {
        let page = SwaggerUIPage.html
        for asset in SwaggerUI.assets { #expect(page.contains("\"/docs/assets/\(asset.name)\"")) }
        #expect(page.contains("\"/docs/init.js\"") && SwaggerUIPage.script.contains("\"/openapi.json\""))
        for page in [page, SwaggerUIPage.missing] {
            #expect(!page.contains("<script>") && !page.contains("<style") && !page.contains("http"))
        }
        #expect(SwaggerUIPage.missing.contains("pip install drf-spectacular-sidecar"))
    }

    private func install(in directory: String) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for asset in SwaggerUI.assets { try Data("x".utf8).write(to: URL(filePath: "\(directory)/\(asset.name)")) }
    }

    private func withDirectory(_ body: (_ path: String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "aviary-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }
}
