import AviaryCore
import Logging
import Testing

@testable import AviaryServer

@Suite struct LoadedSettingsTests {
    @Test func `nobody says anything, and everything has its default`() throws {
        let loaded = try LoadedSettings(environment: [:], standardFile: "/nowhere")
        let settings = loaded.settings
        #expect(settings.repository == nil && settings.onnxruntime == nil && settings.swaggerUI == nil)
        #expect(settings.host == "127.0.0.1" && settings.port == 8000)
        #expect(!settings.insecure && !settings.watch && settings.watchInterval == .seconds(1))
        #expect(settings.eventLoops >= 1)
        #expect(settings.maxBodySize == 64 << 20 && settings.maxHeaderSize == 32 << 10)
        #expect(settings.readTimeout == .seconds(30) && settings.idleTimeout == .seconds(75))
        #expect(settings.drainTimeout == .seconds(30) && settings.defaultDeadline == .seconds(30))
        #expect(settings.maxConnections == 10_000)
        #expect(settings.logLevel == .info && settings.logFormat == .auto)
        #expect(loaded.effective().allSatisfy { $0.source == .standard })
        #expect(loaded.warnings.isEmpty)
    }

    @Test func `flags are stronger than the environment, which is stronger than the file`() throws {
        let file = "port: 1\nhost: localhost\nlog:\n  level: debug\nwatch: true\nmaxBodySize: 1MiB\n"
        try withTemporaryFile(file) { path in
            let environment = ["AVIARY_PORT": "2", "AVIARY_HOST": "127.0.0.2", "AVIARY_MAX_BODY_SIZE": ""]
            let loaded = try LoadedSettings(flags: ["port": "3", "config": path], environment: environment)
            #expect(loaded.settings.port == 3)
            #expect(loaded.settings.host == "127.0.0.2")
            #expect(loaded.settings.logLevel == .debug)
            #expect(loaded.settings.watch)
            #expect(loaded.settings.maxBodySize == 1 << 20)
            let sources = Dictionary(uniqueKeysWithValues: loaded.effective().map { ($0.name.key, $0.source) })
            #expect(sources["port"] == .flag)
            #expect(sources["host"] == .environment)
            #expect(sources["log.level"] == .file(path: path))
            #expect(sources["maxBodySize"] == .file(path: path))
            #expect(sources["log.format"] == .standard)
            #expect(sources["config"] == .flag)
        }
    }

    @Test(
        arguments: [
            ([:], "./.aviary/predictions.sqlite"), (["repository": "/r"], "/r/.aviary/predictions.sqlite"),
            (["database": "/d/a.sqlite"], "/d/a-predictions.sqlite"), (["database": "b"], "b-predictions.sqlite"),
            (["database": ":memory:"], ":memory:"), (["database": ":memory:", "logDatabase": "l"], "l"),
            (["logDatabase": "off"], nil),
        ] as [([String: String], String?)]
    )
    func `the prediction log lies beside the database, unless somebody says where`(
        flags: [String: String],
        path: String?
    ) throws {
        #expect(
            try LoadedSettings(flags: flags, environment: [:], standardFile: "/nowhere").settings.logDatabasePath
                == path
        )
    }

    @Test func `every setting can be given by flag, by variable and in the file`() throws {
        for setting in LoadedSettings.documentation {
            let text = setting.standardText.isEmpty ? "some/path" : setting.standardText
            let byFlag = try LoadedSettings(flags: [setting.name.key: text], environment: [:])
            #expect(self.source(of: setting.name, in: byFlag) == .flag)
            let byVariable = try LoadedSettings(environment: [setting.name.variable: text])
            #expect(self.source(of: setting.name, in: byVariable) == .environment, "\(setting.name.variable)")
            try withTemporaryFile("\(setting.name.key): \(text)\n") { path in
                let byFile = try LoadedSettings(flags: ["config": path], environment: [:])
                #expect(self.source(of: setting.name, in: byFile) == .file(path: path))
            }
        }
    }

    @Test(arguments: [
        ("maxBodySize", "--max-body-size", "AVIARY_MAX_BODY_SIZE"), ("log.level", "--log-level", "AVIARY_LOG_LEVEL"),
        ("swaggerUI", "--swagger-ui", "AVIARY_SWAGGER_UI"), ("port", "--port", "AVIARY_PORT"),
        ("onnxruntime", "--onnxruntime", "AVIARY_ONNXRUNTIME"),
    ])
    func `each spelling of a name follows from the key`(key: String, flag: String, variable: String) {
        let name = SettingName(key)
        #expect(name.flag == flag && name.variable == variable)
    }

    @Test(arguments: [
        ("port", "x", "a whole number from 0 to 65535"), ("port", "65536", "a whole number from 0 to 65535"),
        ("port", "", "a whole number from 0 to 65535"), ("insecure", "perhaps", "true or false"),
        ("watchInterval", "1", "a duration from 100ms to 1h, such as 500ms, 30s or 5m"),
        ("watchInterval", "99ms", "a duration from 100ms to 1h, such as 500ms, 30s or 5m"),
        ("maxBodySize", "1TB", "a size from 1KiB to 4GiB in B, KiB, MiB or GiB"),
        ("maxBodySize", "5GiB", "a size from 1KiB to 4GiB in B, KiB, MiB or GiB"),
        ("eventLoops", "0", "a whole number from 1 to 1024"), ("repository", "", "the path of a directory"),
        ("host", "", "a host name or an IP address"), ("host", "a b", "a host name or an IP address"),
        ("log.level", "loud", "one of trace, debug, info, notice, warning, error, critical"),
        ("log.format", "xml", "one of auto, text, json"), ("drainTimeout", "-1s", "a duration from 0s to 1h"),
    ])
    func `a wrong value is told with what was expected, what came and where`(
        key: String,
        value: String,
        expected: String
    ) {
        let problem = self.problems(flags: [key: value]).first?.description ?? ""
        #expect(problem.hasPrefix("\(key): expected \(expected)"))
        #expect(problem.hasSuffix("got '\(value)' (flag \(SettingName(key).flag))"))
    }

    @Test func `all problems are told at once`() throws {
        try withTemporaryFile("prot: 1\nlog:\n  levle: info\nmaxBodySize: [1, 2]\nwatch: maybe\n") { path in
            let problems = self.problems(
                flags: ["config": path, "port": "x", "hosts": "y"],
                environment: ["AVIARY_READ_TIMEOUT": "soon"],
                requiresRepository: true
            )
            #expect(
                problems.map(\.description) == [
                    "port: expected a whole number from 0 to 65535, got 'x' (flag --port)",
                    "watch: expected true or false, got 'maybe' (file \(path))",
                    "maxBodySize: expected a size from 1KiB to 4GiB in B, KiB, MiB or GiB, got a list (file \(path))",
                    "readTimeout: expected a duration from 100ms to 1h, such as 500ms, 30s or 5m, got 'soon' "
                        + "(environment AVIARY_READ_TIMEOUT)",
                    "repository: expected a directory with models; give it with --repository or AVIARY_REPOSITORY",
                    "log.levle: there is no such setting; did you mean log.level? (file \(path))",
                    "prot: there is no such setting; did you mean port? (file \(path))",
                    "hosts: there is no such setting; did you mean host? (flag --hosts)",
                ]
            )
            #expect(SettingsError(problems: problems).description.split(separator: "\n").count == problems.count)
        }
    }

    @Test func `variables that nobody reads are warned of`() throws {
        let environment = [
            "AVIARY_PROT": "1", "AVIARY_URL": "x", "AVIARY_XYZZY_PLUGH": "x", "HOME": "/", "AVIARY_PORT": "1",
        ]
        let loaded = try LoadedSettings(environment: environment, knownVariables: ["AVIARY_URL"])
        #expect(
            loaded.warnings == [
                "the environment variable AVIARY_PROT has no effect; did you mean AVIARY_PORT?",
                "the environment variable AVIARY_XYZZY_PLUGH has no effect",
            ]
        )
    }

    @Test(arguments: ["0.0.0.0", "::", "192.168.1.2", "example.com", "128.0.0.1", "[::]"])
    func `an address that others can reach needs a key, or insecure`(host: String) throws {
        func check(_ mode: AccessMode, insecure: Bool = false, credentials: Bool = false) throws(AviaryError) {
            try mode.check(host: host, isInsecure: insecure, hasCredentials: credentials)
        }
        let error = #expect(throws: AviaryError.self) { try check(.auto) }
        #expect(error?.description.contains("'\(host)'") == true && error?.remedy?.contains("--insecure") == true)
        #expect(error?.remedy?.contains("aviary keys create --role admin --database") == true)
        #expect(throws: AviaryError.self) { try check(.open, credentials: true) }
        #expect(throws: AviaryError.self) { try check(.required, insecure: true) }
        try check(.auto, credentials: true)
        try check(.required, credentials: true)
        try check(.auto, insecure: true)
        try check(.open, insecure: true)
    }

    @Test(arguments: ["127.0.0.1", "127.255.255.254", "::1", "[::1]", "0:0:0:0:0:0:0:1", "localhost", "LocalHost"])
    func `an address of this machine alone is taken`(host: String) throws {
        #expect(try LoadedSettings(flags: ["host": host], environment: [:]).settings.host == host)
        try AccessMode.auto.check(host: host, isInsecure: false, hasCredentials: false)
        try AccessMode.open.check(host: host, isInsecure: false, hasCredentials: true)
    }

    @Test(arguments: ["127.1", "127.0.0.1.example.com", "2130706433", "::ffff:127.0.0.1", "::2", "localhost.", ""])
    func `what only looks like this machine is not taken for it`(host: String) { #expect(!Loopback.contains(host)) }

    private func source(of name: SettingName, in loaded: LoadedSettings) -> SettingSource? {
        loaded.effective().first { $0.name == name }?.source
    }

    private func problems(
        flags: [String: String],
        environment: [String: String] = [:],
        requiresRepository: Bool = false
    ) -> [SettingProblem] {
        do throws(SettingsError) {
            _ = try LoadedSettings(
                flags: flags,
                environment: environment,
                requiresRepository: requiresRepository,
                standardFile: "/nowhere"
            )
            return []
        } catch {
            return error.problems
        }
    }
}
