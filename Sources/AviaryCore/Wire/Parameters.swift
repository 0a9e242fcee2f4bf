/// The parameters of a request, a tensor or a reply, in the order in which they came.
///
/// There are few of them, so a lookup walks the list.
public struct Parameters: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// Names and values, each name once.
    public private(set) var entries: [Entry]

    /// One parameter.
    public struct Entry: Sendable, Hashable {
        /// The parameter's name.
        public let name: String
        /// The parameter's value.
        public let value: ParameterValue
    }

    /// No parameters.
    public init() {
        self.entries = []
    }

    /// Parameters in the order in which they are written.
    ///
    /// - Parameter elements: names, each once, with their values.
    public init(dictionaryLiteral elements: (String, ParameterValue)...) {
        self.entries = elements.map { Entry(name: $0.0, value: $0.1) }
    }

    /// Whether there are none.
    public var isEmpty: Bool { self.entries.isEmpty }

    /// A parameter's value by its name.
    ///
    /// - Parameter name: the parameter's name.
    /// - Complexity: O(parameters).
    public subscript(name: String) -> ParameterValue? {
        get {
            for entry in self.entries where entry.name == name { return entry.value }
            return nil
        }
        set {
            self.entries.removeAll { $0.name == name }
            if let newValue { self.entries.append(Entry(name: name, value: newValue)) }
        }
    }
}

/// The value of a parameter.
public enum ParameterValue: Sendable, Hashable {
    /// A truth value.
    case bool(Bool)
    /// A whole number of 64 bits.
    case int64(Int64)
    /// A whole number beyond the range of ``int64(_:)``.
    case uint64(UInt64)
    /// Any other number.
    case double(Double)
    /// Text.
    case string(String)

    /// The value as text; a number and its text are the same.
    package var text: String {
        switch self {
        case .string(let text): text
        case .int64(let number): "\(number)"
        case .uint64(let number): "\(number)"
        case .double(let number): "\(number)"
        case .bool(let flag): flag ? "true" : "false"
        }
    }
}
