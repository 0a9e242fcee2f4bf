internal import AviaryCore

/// JSON Schemas in a few words; OpenAPI 3.1 uses JSON Schema as it is.
enum Schema {
    static let string: JSONValue = ["type": "string"]
    static let boolean: JSONValue = ["type": "boolean"]
    static let integer: JSONValue = ["type": "integer"]
    static let count: JSONValue = ["type": "integer", "minimum": 0]

    /// The schema of a component.
    static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }

    /// A schema and words about it.
    static func described(_ schema: JSONValue, _ text: String) -> JSONValue {
        guard case .object(let members) = schema else { return schema }
        return .object(members + [.init("description", .string(text))])
    }

    /// A list.
    static func array(of element: JSONValue) -> JSONValue { ["type": "array", "items": element] }

    /// One of some words.
    static func words(_ words: [String]) -> JSONValue {
        ["type": "string", "enum": .array(words.map { .string($0) })]
    }

    /// An object.
    ///
    /// - Parameters:
    ///   - description: what it is.
    ///   - required: the members that are always there.
    ///   - properties: the members.
    /// - Returns: the schema.
    static func object(
        _ description: String,
        required: [String] = [],
        _ properties: KeyValuePairs<String, JSONValue>
    ) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("type", "object"), .init("description", .string(description)),
            .init("properties", .object(properties.map { .init($0.key, $0.value) })),
        ]
        if !required.isEmpty { members.append(.init("required", .array(required.map { .string($0) }))) }
        return .object(members)
    }
}
