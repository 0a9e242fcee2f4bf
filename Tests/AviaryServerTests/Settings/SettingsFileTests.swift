import AviaryCore
import Testing

@testable import AviaryServer

@Suite struct SettingsFileTests {
    @Test(arguments: ["", "\n\n", "# nothing yet\n", "---\n# nothing\n...\n", "{}\n"])
    func `a file may say nothing`(text: String) throws {
        try withTemporaryFile(text) { path in
            let loaded = try LoadedSettings(environment: ["AVIARY_CONFIG": path])
            #expect(loaded.settings.port == 8000)
        }
    }

    @Test(arguments: [
        "just words", "- a\n- list\n", "port: [1\n", "port: 1\nport: 2\n", "\tport: 1\n", "port: &a [*a]",
    ])
    func `what is no mapping of settings is refused with the reason`(text: String) throws {
        try withTemporaryFile(text) { path in
            #expect {
                try LoadedSettings(flags: ["config": path], environment: [:])
            } throws: { error in
                let problem = "\(error)"
                return !problem.contains("\n") && problem.contains(path)
            }
        }
    }

    @Test func `a file that was named must be there`() {
        for flags in [["config": "/nowhere/aviary.yaml"], ["config": "/"], ["config": ""]] {
            #expect(throws: SettingsError.self) { try LoadedSettings(flags: flags, environment: [:]) }
        }
        #expect {
            try LoadedSettings(environment: ["AVIARY_CONFIG": "/nowhere/aviary.yaml"])
        } throws: { error in
            "\(error)" == "/nowhere/aviary.yaml: expected a configuration file, got: No such file or directory"
        }
    }

    @Test func `the file in the working directory is read when nobody names one`() throws {
        try withTemporaryFile("port: 4711") { path in
            let loaded = try LoadedSettings(environment: [:], standardFile: path)
            #expect(loaded.settings.port == 4711)
            #expect(loaded.effective().last?.value == .string(path))
        }
    }

    @Test func `a file without end is refused`() {
        #expect {
            try LoadedSettings(flags: ["config": "/dev/zero"], environment: [:])
        } throws: { error in
            "\(error)" == "/dev/zero: expected a configuration file of at most 1MiB"
        }
    }

    @Test func `values that look like something else in YAML are read as they are written`() throws {
        try withTemporaryFile("repository: 007\nwatch: 'true'\nport: \"8001\"\nswaggerUI: no\n") { path in
            let settings = try LoadedSettings(flags: ["config": path], environment: [:]).settings
            #expect(settings.repository == "007" && settings.watch && settings.port == 8001)
            #expect(settings.swaggerUI == "no")
        }
    }
}
