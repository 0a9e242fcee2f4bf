import AviaryCore
import AviaryStore
import AviaryTesting
import Testing

@Suite struct ConfigurationTests {
    private func read(_ yaml: String) throws(AviaryError) -> ModelConfiguration {
        try ModelConfiguration(yaml: Array(yaml.utf8)) { path throws(AviaryError) in
            guard path == "labels.txt" else { throw AviaryError(.notFound, "no '\(path)'") }
            return ["from", "file"]
        }
    }

    @Test(arguments: ["", "# only a comment\n", "---\n", "{}"])
    func `a file that says nothing gives the defaults`(yaml: String) throws {
        guard yaml != "---\n" else {
            // A document that is there but empty is null, not a mapping.
            #expect(throws: AviaryError.self) { try self.read(yaml) }
            return
        }
        #expect(try self.read(yaml) == ModelConfiguration())
    }

    @Test func `every key has its effect`() throws {
        let configuration = try self.read(
            """
            description: Tells irises apart.
            versionPolicy: {specific: [1, 3]}
            instances: 2
            intraOpThreads: 4
            executionProviders: [CUDA, OpenVINO]
            batching:
              maxBatchSize: 16
              preferredBatchSizes: [4, 8]
              maxDelay: 500us
            queueSize: 64
            defaultDeadline: 1.5s
            warmUp:
              - count: 3
                fill: random
                shapes: {input: [1, 30], other: []}
              - {}
            labels:
              class: [setosa, versicolor, 3]
              other: labels.txt
            content:
              review: text
              country: {type: category}
              speech: {type: audio, sampleRate: 16000}
            """
        )
        var expected = ModelConfiguration()
        expected.description = "Tells irises apart."
        expected.versionPolicy = .specific([VersionNumber(1), VersionNumber(3)])
        expected.instances = 2
        expected.intraOpThreads = 4
        expected.executionProviders = ["CUDA", "OpenVINO"]
        var limits = ModelConfiguration.BatchLimits()
        limits.maxBatchSize = 16
        limits.preferredBatchSizes = [4, 8]
        limits.maxDelay = .microseconds(500)
        expected.batching = .on(limits)
        expected.queueSize = 64
        expected.defaultDeadline = .milliseconds(1500)
        var warmUp = ModelConfiguration.WarmUp()
        warmUp.count = 3
        warmUp.fill = .random
        warmUp.shapes = ["input": [1, 30], "other": []]
        expected.warmUp = [warmUp, ModelConfiguration.WarmUp()]
        expected.labels = ["class": ["setosa", "versicolor", "3"], "other": ["from", "file"]]
        expected.content = [
            "review": InputContent(.text), "country": InputContent(.category),
            "speech": InputContent(.audio, sampleRate: 16_000),
        ]
        #expect(configuration == expected)
    }

    @Test(
        arguments: [
            ("versionPolicy: all", .all), ("versionPolicy: {latest: 3}", .latest(3)),
            ("versionPolicy:\n  specific: [7]", .specific([VersionNumber(7)])),
        ] as [(String, ModelConfiguration.VersionPolicy)]
    )
    func `version policies`(yaml: String, policy: ModelConfiguration.VersionPolicy) throws {
        #expect(try self.read(yaml).versionPolicy == policy)
    }

    @Test(
        arguments: [("batching: automatic", .automatic), ("batching: off", .off), ("batching: \"off\"", .off)]
            as [(String, ModelConfiguration.Batching)]
    )
    func `batching in a word`(yaml: String, batching: ModelConfiguration.Batching) throws {
        #expect(try self.read(yaml).batching == batching)
    }

    @Test(
        arguments: [
            ("instnces: 2", "line 1: unknown key 'instnces', did you mean 'instances'?"),
            (
                "\ninstances: 2\nmax_batch_size: 8",
                "line 3: unknown key 'max_batch_size', known are description, versionPolicy, instances, "
                    + "intraOpThreads, executionProviders, batching, queueSize, defaultDeadline, warmUp, labels, "
                    + "content, detection"
            ),
            (
                "batching:\n  max_batch_size: 8",
                "line 2: unknown key 'max_batch_size' in 'batching', did you mean 'maxBatchSize'?"
            ),
            ("warmUp:\n- counts: 1", "line 2: unknown key 'counts' in 'warmUp[0]', did you mean 'count'?"),
            (
                "versionPolicy: {last: 1}",
                "line 1: unknown key 'last' in 'versionPolicy', did you mean 'latest'?"
            ),
            ("[a]: 1", "line 1: a key is a word, got a list"),
            ("instances: 0", "line 1: 'instances' is a whole number from 1 to 256, got '0'"),
            ("instances: 257", "line 1: 'instances' is a whole number from 1 to 256, got '257'"),
            ("instances: \"1\"", "line 1: 'instances' is a whole number from 1 to 256, got the text '1'"),
            ("instances: 1.0", "line 1: 'instances' is a whole number from 1 to 256, got '1.0'"),
            ("instances: 0x10", "line 1: 'instances' is a whole number from 1 to 256, got '0x10'"),
            ("instances:", "line 1: 'instances' is a whole number from 1 to 256, got nothing"),
            ("instances: [1]", "line 1: 'instances' is a whole number from 1 to 256, got a list"),
            (
                "instances: 99999999999999999999",
                "line 1: 'instances' is a whole number from 1 to 256, got '99999999999999999999'"
            ),
            ("intraOpThreads: many", "line 1: 'intraOpThreads' is a whole number from 1 to 256, got 'many'"),
            ("queueSize: 65537", "line 1: 'queueSize' is a whole number from 1 to 65536, got '65537'"),
            (
                "defaultDeadline: 2",
                "line 1: 'defaultDeadline' is a duration such as 500us, 2ms or 30s, from 1us to 24h, got '2'"
            ),
            (
                "defaultDeadline: 25h",
                "line 1: 'defaultDeadline' is a duration such as 500us, 2ms or 30s, from 1us to 24h, got '25h'"
            ),
            ("description: {a: b}", "line 1: 'description' is text, got a mapping"),
            (
                "executionProviders: CUDA",
                "line 1: 'executionProviders' is a list of names such as [CUDA], got 'CUDA'"
            ),
            ("executionProviders: [CUDA, CUDA]", "line 1: 'executionProviders' names 'CUDA' twice"),
            ("executionProviders: [~]", "line 1: 'executionProviders[0]' is text, got nothing"),
            (
                "batching: on",
                "line 1: 'batching' is automatic, off or a mapping such as {maxBatchSize: 32, maxDelay: 500us}, "
                    + "got 'on'"
            ),
            (
                "batching: {maxBatchSize: 1}",
                "line 1: 'batching.maxBatchSize' is a whole number from 2 to 65536, got '1'"
            ),
            (
                "batching: {maxDelay: 61s}",
                "line 1: 'batching.maxDelay' is a duration such as 500us, 2ms or 30s, from 0s to 1m, got '61s'"
            ),
            (
                "batching: {preferredBatchSizes: [64]}",
                "line 1: 'batching.preferredBatchSizes[0]' is a whole number from 1 to 32, got '64'"
            ),
            (
                "batching: {preferredBatchSizes: [16, 8]}",
                "line 1: 'batching.preferredBatchSizes' is ascending, got 8 after 16"
            ),
            (
                "versionPolicy: newest",
                "line 1: 'versionPolicy' is all, {latest: 1} or {specific: [1, 3]}, got 'newest'"
            ),
            (
                "versionPolicy: {latest: 1, specific: [1]}",
                "line 1: 'versionPolicy' is all, {latest: 1} or {specific: [1, 3]}, one of them"
            ),
            (
                "versionPolicy: {latest: 0}",
                "line 1: 'versionPolicy.latest' is a whole number from 1 to 1024, got '0'"
            ),
            (
                "versionPolicy: {specific: []}",
                "line 1: 'versionPolicy.specific' is a list of version numbers such as [1, 3], got an empty list"
            ),
            (
                "versionPolicy: {specific: [0]}",
                "line 1: 'versionPolicy.specific[0]' is a whole number from 1 up, got '0'"
            ),
            ("versionPolicy: {specific: [2, 2]}", "line 1: 'versionPolicy.specific' names version 2 twice"),
            (
                "warmUp: 2",
                "line 1: 'warmUp' is a list of requests such as [{count: 2, fill: zeros}], got '2'"
            ),
            ("warmUp: [{count: 1001}]", "line 1: 'warmUp[0].count' is a whole number from 1 to 1000, got '1001'"),
            ("warmUp: [{fill: ones}]", "line 1: 'warmUp[0].fill' is zeros or random, got 'ones'"),
            ("warmUp: [{shapes: {x: 3}}]", "line 1: 'warmUp[0].shapes.x' is a shape such as [1, 30], got '3'"),
            (
                "warmUp: [{shapes: {x: [-1]}}]",
                "line 1: 'warmUp[0].shapes.x[0]' is a whole number from 0 up, got '-1'"
            ),
            (
                "warmUp: [{shapes: {x: [100000, 100000]}}]",
                "line 1: 'warmUp[0].shapes.x' has at most 268435456 elements, got [100000, 100000]"
            ),
            (
                "labels: [a]",
                "line 1: 'labels' is a mapping of outputs to labels such as {output: [cat, dog]} or "
                    + "{output: labels.txt}, got a list"
            ),
            ("labels: {class: none.txt}", "line 1: 'labels.class': no 'none.txt'"),
            (
                "content: [a]",
                "line 1: 'content' is a mapping of inputs to what they hold such as {review: text}, got a list"
            ),
            (
                "content: {a: prose}",
                "line 1: 'content.a' is 'text' or 'category' or 'image' or 'audio' or 'embedding' or 'numbers', got 'prose'"
            ),
            (
                "content: {a: {sampleRate: 8000}}",
                "line 1: 'content.a' says its type, such as {type: audio, sampleRate: 16000}"
            ),
            (
                "content: {a: {type: audio, sampleRate: 10}}",
                "line 1: 'content.a.sampleRate' is a whole number from 1000 to 384000, got '10'"
            ),
            (
                "content: {a: {type: text, sampleRate: 8000}}",
                "line 1: 'content.a.sampleRate' is for audio alone"
            ),
            ("labels: {class: [a, ~]}", "line 1: 'labels.class[1]' is text, got nothing"),
            ("just words", "line 1: a configuration is a mapping of keys to values such as 'instances: 2'"),
            ("instances: 1\ninstances: 2", "line 1: 'instances' occurs more than once in one mapping"),
            (
                "instances: 0\nqueue: 1\nbatching: {maxDelay: soon}",
                "line 2: unknown key 'queue', known are description, versionPolicy, instances, intraOpThreads, "
                    + "executionProviders, batching, queueSize, defaultDeadline, warmUp, labels, content, detection; "
                    + "line 1: 'instances' is a whole number from 1 to 256, got '0'; "
                    + "line 3: 'batching.maxDelay' is a duration such as 500us, 2ms or 30s, from 0s to 1m, got 'soon'"
            ),
            (
                "a: &x 1\nb: *x",
                "line 2: anchors and aliases (&name, *name) are not accepted in a configuration"
            ),
            ("a: [1", "not YAML: line 2, column 1: while parsing a flow sequence: did not find expected ',' or ']'"),
            (
                "a: 1\n---\nb: 2",
                "not YAML: line 2, column 1: expected a single document in the stream: but found another document"
            ),
            (
                "\ta: 1",
                "not YAML: line 1, column 1: while scanning for the next token: found character that cannot start any "
                    + "token"
            ),
        ]
    )
    func `what is wrong is named`(yaml: String, message: String) {
        let error = #expect(throws: AviaryError.self) { try self.read(yaml) }
        #expect(error?.message == message)
        #expect(error?.code == .invalidArgument)
    }

    @Test func `bullets and ampersands in a text are no aliases`() throws {
        let configuration = try self.read("description: |\n  R & D of AT&T:\n  * one\n  * 2*3\n")
        #expect(configuration.description == "R & D of AT&T:\n* one\n* 2*3\n")
    }

    @Test func `a document over 1 MiB is refused`() {
        let error = #expect(throws: AviaryError.self) { try self.read("#" + String(repeating: " ", count: 1 << 20)) }
        #expect(error?.message == "a configuration has at most 1048576 bytes, this one has 1048577")
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        let error = #expect(throws: AviaryError.self) {
            try ModelConfiguration(yaml: [0x61, 0x3A, 0x20, 0xFF]) { _ in [] }
        }
        #expect(error?.message == "a configuration is text in UTF-8, this one is not")
    }

    @Test(
        arguments: [
            ("", "[", 500_000), ("", "{", 500_000), ("", "- ", 500_000), ("", "? ", 500_000), ("", "{a: ", 200_000),
            ("", "[a,", 300_000), ("a: ", "!", 500_000), ("", "a: \n", 200_000),
        ]
    )
    func `deep and long documents end in an error`(beginning: String, repeated: String, count: Int) {
        #expect(throws: AviaryError.self) { try self.read(beginning + String(repeating: repeated, count: count)) }
    }

    @Test func `aliases that would expand to billions are refused before anything is expanded`() {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let references = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            yaml += "? &a\(level) [\(references)]\n: 1\n"
        }
        #expect(throws: AviaryError.self) { try self.read(yaml) }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `no text crashes the reader`(seed: UInt64) {
        var random = Seeded(seed: seed)
        let pieces = [
            "instances", "batching", "maxDelay", "warmUp", "labels", "content", "detection", "heads", "anchors", ":",
            ": ", "\n",
            "\n  ", "- ", "[", "]", "{", "}",
            ",", "1", "-1", "off", "automatic", "500us", "~", "\"", "'", "|\n", ">\n", "#", "&a", "*a", "!!int ", "!",
            "%YAML", "---\n", "...\n", "?", "\t", "\r\n", "ä", "\u{2028}", "0x1F", "shapes", "[1, 2]", "<<", "@", "`",
        ]
        var yaml = ""
        for _ in 0..<Int.random(in: 1...40, using: &random) { yaml += pieces.randomElement(using: &random)! }
        _ = try? self.read(yaml)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `any subset of good lines is read`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let lines = [
            "description: x", "versionPolicy: all", "instances: 3", "intraOpThreads: 2", "executionProviders: []",
            "batching: {maxDelay: 1ms}", "queueSize: 1", "defaultDeadline: 1m", "warmUp: [{}]", "labels: {a: []}",
            "content: {a: image}",
            "detection: {heads: {a: {anchors: [[1, 2]]}}}",
        ]
        let chosen = lines.filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
        let configuration = try self.read(chosen.joined(separator: "\n"))
        #expect(configuration.instances == (chosen.contains("instances: 3") ? 3 : 1))
        #expect((configuration.batching == .automatic) != chosen.contains("batching: {maxDelay: 1ms}"))
    }
}
