import AviaryCore
import Foundation
import Glibc
import Testing

@testable import ONNXRuntime

@Suite struct LibraryTests {
    @Test func `the library says its version, its file and its execution providers`() throws {
        let library = try Fixture.library.get()
        #expect(library.version.hasPrefix("1."))
        #expect(library.path.contains("libonnxruntime.so"))
        #expect(library.executionProviders.contains("CPUExecutionProvider"))
    }

    @Test func `an explicit path that is not there is named with its setting, and nothing else is tried`() throws {
        let path = try Fixture.library.get().path
        let search = LibrarySearch(explicitPath: "/nowhere/lib.so", environmentPath: path, directories: ["/nowhere"])
        let error = failure { try Library.open(search) }
        #expect(error?.code == .libraryMissing)
        #expect(error?.message.hasPrefix("--onnxruntime names a library that cannot be used: /nowhere/lib.so") == true)
        #expect(error?.remedy?.contains("leave --onnxruntime away") == true)
    }

    @Test func `the environment's path comes next, and an empty one is none`() throws {
        let error = failure { try Library.open(LibrarySearch(environmentPath: "/nowhere/lib.so")) }
        #expect(error?.message.hasPrefix("AVIARY_ONNXRUNTIME names a library that cannot be used") == true)
        #expect(LibrarySearch(environmentPath: "").environmentPath == nil)
    }

    @Test func `another library is not taken for ONNX Runtime`() {
        let error = failure { try Library.open(LibrarySearch(explicitPath: "libm.so.6")) }
        #expect(error?.code == .libraryMissing)
        #expect(error?.message.contains("is not ONNX Runtime") == true)
    }

    @Test func `a file that is no library says why it cannot be opened`() {
        let error = failure { try Library.open(LibrarySearch(explicitPath: Fixture.path("garbage"))) }
        #expect(error?.code == .libraryMissing)
        #expect(error?.message.contains("invalid ELF header") == true || error?.message.contains("too short") == true)
    }

    @Test func `when nothing is found, one sentence lists the places and says what to do`() {
        let error = failure { try Library.open(LibrarySearch(systemNames: ["libnowhere.so.1"])) }
        #expect(error?.code == .libraryMissing)
        #expect(error?.message.hasPrefix("no usable ONNX Runtime was found: libnowhere.so.1 cannot be opened") == true)
        #expect(error?.remedy?.contains("--onnxruntime PATH or AVIARY_ONNXRUNTIME") == true)
        #expect(error.map(AviaryError.init)?.code == .unavailable)
    }

    @Test func `libraries in a directory come newest first, before the system's`() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "aviary [\(UUID())] *")
        defer { try? FileManager.default.removeItem(at: root) }
        let files = [
            "onnxruntime/onnxruntime/capi/libonnxruntime.so.1.32.0",
            "venv/lib/python3.11/site-packages/onnxruntime/capi/libonnxruntime.so.1.20.1",
            "venv/lib/python3.11/site-packages/onnxruntime/capi/libonnxruntime.so.1.9.0",
            "onnxruntime/lib/libonnxruntime.so",
        ]
        for file in files + ["venv/lib/python3.11/site-packages/onnxruntime/capi/libonnxruntime_providers_shared.so"] {
            let file = root.appending(path: file)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data().write(to: file)
        }
        let directory = root.path(percentEncoded: false)
        let candidates = LibrarySearch(directories: [directory], systemNames: ["lib.so"]).candidates().map(\.path)
        #expect(candidates == files.map { "\(directory)/\($0)" } + ["lib.so"])
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/cc"), "needs a C compiler"))
    func `a library that is too old is told apart, with the version that is needed`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "aviary-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let source = folder.appending(path: "old.c")
        let library = folder.appending(path: "libonnxruntime.so")
        try """
        static const char *version(void) { return "1.19.2"; }
        static const void *api(unsigned number) { return 0; }
        static struct { const void *(*api)(unsigned); const char *(*version)(void); } base = {api, version};
        void *OrtGetApiBase(void) { return &base; }
        """.write(to: source, atomically: true, encoding: .utf8)
        // Not by Foundation's Process, which leaks a little and so fails the run under the address sanitizer.
        #expect(system("/usr/bin/cc -shared -fPIC -o '\(library.path)' '\(source.path)'") == 0)

        let error = failure { try Library.open(LibrarySearch(explicitPath: library.path)) }
        #expect(error?.code == .libraryTooOld)
        #expect(error?.message.contains("it is version 1.19.2, needed is 1.20 or newer") == true)
    }
}
