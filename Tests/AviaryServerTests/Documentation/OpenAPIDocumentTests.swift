import AviaryCore
import FoundationEssentials
import Testing

@testable import AviaryServer

@Suite struct OpenAPIDocumentTests {
    static let models: [(name: String, signature: Signature)] = [
        (
            "wine",
            Signature(
                inputs: [.init(name: "x", dataType: .float32, dimensions: [.free(symbol: "n"), .fixed(13)])],
                outputs: [.init(name: "label", dataType: .int64, dimensions: [.free(symbol: "n")])]
            )
        ),
        (
            "two inputs",
            Signature(
                inputs: [
                    .init(name: "flag", dataType: .bool, dimensions: []),
                    .init(name: "words", dataType: .bytes, dimensions: [.fixed(2), .fixed(1)]),
                ],
                outputs: []
            )
        ),
        (
            "half",
            Signature(inputs: [.init(name: "x", dataType: .float16, dimensions: [.fixed(1)])], outputs: [])
        ),
        (
            "huge",
            Signature(
                inputs: [.init(name: "x", dataType: .float32, dimensions: [.fixed(Int.max), .fixed(Int.max)])],
                outputs: []
            )
        ),
    ]

    private let document = OpenAPIDocument.value(version: "1.2.3", models: Self.models)

    @Test func `every route of the server is described with its method`() {
        let versioned = ["", "/ready", "/config", "/stats"].flatMap { end in
            ["get /v2/models/{model}\(end)", "get /v2/models/{model}/versions/{version}\(end)"]
        }
        let others = [
            "get /", "get /v2", "get /v2/health/live", "get /v2/health/ready", "get /v2/models", "get /v2/models/stats",
            "post /v2/models/{model}/infer", "post /v2/models/{model}/versions/{version}/infer",
            "post /v2/repository/index", "post /v2/repository/models/{model}/load",
            "post /v2/repository/models/{model}/unload", "get /v1/models", "get /v1/models/{model}",
            "post /v1/models/{model}:predict", "post /v1/models/{model}/versions/{version}:predict", "get /metrics",
            "get /openapi.json", "get /docs", "get /try", "post /predict",
        ]
        let control = [
            "get endpoints", "get endpoints/{endpoint}", "put endpoints/{endpoint}", "delete endpoints/{endpoint}",
            "get endpoints/{endpoint}/comparisons", "post apply", "get notifiers", "delete notifiers/{notifier}",
            "get rollouts", "post rollouts", "get rollouts/{rollout}", "get rollouts/{rollout}/explanation",
            "post rollouts/{rollout}/pause", "post rollouts/{rollout}/resume", "post rollouts/{rollout}/promote",
            "post rollouts/{rollout}/abort", "get events", "get alerts", "get alerts/{alert}",
            "post alerts/{alert}/ack", "get silences", "post silences", "delete silences/{silence}",
            "get log", "get log/{id}", "delete log", "get measures", "get monitors",
            "get profiles/{endpoint}/{version}", "put profiles/{endpoint}/{version}",
            "delete profiles/{endpoint}/{version}", "post profiles/{endpoint}/{version}/pin",
            "get keys", "post keys", "delete keys/{key}", "post keys/{key}/rotate",
        ].map { $0.replacing(" ", with: " /api/v1/") }
        let described = self.operations.map { "\($0.method) \($0.path)" }
        #expect(described.sorted() == (versioned + others + control).sorted())
    }

    @Test func `each operation has a name of its own, a summary and a good reply`() {
        var names: Set<String> = []
        for (_, path, operation) in self.operations {
            guard case .string(let name)? = operation["operationId"] else {
                Issue.record("\(path) has no operationId")
                continue
            }
            #expect(names.insert(name).inserted, "\(name)")
            let good = operation["responses"]?["200"] ?? operation["responses"]?["201"]
            #expect(operation["summary"] != nil && good != nil, "\(name)")
        }
    }

    @Test func `every component that is named is there, and every component is used but 405`() {
        var named: Set<String> = []
        Self.collectReferences(self.document, into: &named)
        var known: Set<String> = []
        for kind in ["schemas", "parameters", "responses"] {
            guard case .object(let members)? = self.document["components"]?[kind] else { continue }
            for member in members { known.insert("#/components/\(kind)/\(member.name)") }
        }
        #expect(named.subtracting(known).isEmpty)
        #expect(known.subtracting(named) == ["#/components/responses/Error405"])
    }

    @Test func `path parameters are those of the path`() {
        for (method, path, operation) in self.operations {
            var references: Set<String> = []
            if let parameters = operation["parameters"] { Self.collectReferences(parameters, into: &references) }
            #expect(
                path.contains("{model}") == references.contains("#/components/parameters/Model"),
                "\(method) \(path)"
            )
            #expect(path.contains("{version}") == references.contains("#/components/parameters/Version"), "\(path)")
        }
    }

    @Test func `models that are loaded become examples that fit them`() throws {
        let infer = self.document["paths"]?["/v2/models/{model}/infer"]?["post"]?["requestBody"]?["content"]
        guard case .object(let examples)? = infer?["application/json"]?["examples"] else {
            Issue.record("no examples")
            return
        }
        #expect(examples.map(\.name) == ["two inputs", "wine"])
        for example in examples {
            let body = try #require(example.value["value"]?.serialized())
            let request = try RequestDecoder.decode(body.span.bytes)
            let signature = try #require(Self.models.first { $0.name == example.name }?.signature)
            #expect(request.inputs.map(\.name) == signature.inputs.map(\.name))
            for (input, expected) in zip(request.inputs, signature.inputs) {
                #expect(expected.admits(input.tensor.shape) && input.tensor.dataType == expected.dataType)
            }
        }
        let row = examples.last?.value["value"]?["inputs"]
        #expect(String(decoding: try #require(row?.serialized()), as: UTF8.self).contains("14.23,1.71,2.43"))
    }

    @Test func `V1 examples fit as well`() throws {
        for (name, signature) in Self.models.prefix(2) {
            let body = try #require(InferenceExample(name, signature)).predict.serialized()
            let (request, _) = try V1Predict.decode(body.span.bytes, for: signature)
            #expect(request.inputs.count == signature.inputs.count)
        }
    }

    @Test(arguments: [("wine", 13, true), ("wine", 12, false), ("Breast-Cancer", 30, true), ("digits", 64, true)])
    func `real rows go to models that know them`(model: String, count: Int, isThere: Bool) {
        #expect((SampleRows.row(for: model, count: count)?.count == count) == isThere)
    }

    @Test(.enabled(if: OpenAPIDocumentTests.hasValidator, "the Python package openapi-spec-validator is not installed"))
    func `openapi-spec-validator accepts the document, with models and without`() throws {
        for models in [Self.models, []] {
            let url = FileManager.default.temporaryDirectory.appending(path: "aviary-\(UUID().uuidString).json")
            try Data(OpenAPIDocument.serialized(version: "1.2.3", models: models)).write(to: url)
            defer { try? FileManager.default.removeItem(at: url) }
            #expect(PythonModule.run("openapi_spec_validator", [url.path]) == 0)
        }
    }

    private static var hasValidator: Bool { PythonModule.run("openapi_spec_validator", ["--help"]) == 0 }

    private var operations: [(method: String, path: String, operation: JSONValue)] {
        guard case .object(let paths)? = self.document["paths"] else { return [] }
        return paths.flatMap { path in
            guard case .object(let methods) = path.value else { return [] as [(String, String, JSONValue)] }
            return methods.map { ($0.name, path.name, $0.value) }
        }
    }

    private static func collectReferences(_ value: JSONValue, into names: inout Set<String>) {
        switch value {
        case .object(let members):
            for member in members {
                if member.name == "$ref", case .string(let name) = member.value { names.insert(name) }
                self.collectReferences(member.value, into: &names)
            }
        case .array(let elements):
            for element in elements { self.collectReferences(element, into: &names) }
        default: break
        }
    }
}
