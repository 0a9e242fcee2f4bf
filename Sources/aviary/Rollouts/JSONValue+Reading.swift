import AviaryCore

/// Reading what a server says where nothing is worth an error: what is not there is not shown.
extension JSONValue {
    /// A text; `nil` for anything else.
    var text: String? { if case .string(let text) = self { text } else { nil } }

    /// A number; `nil` for anything else.
    var number: Double? { self.numberText.flatMap { Double($0) } }

    /// A number as it is written; `nil` for anything else.
    var numberText: String? { if case .number(let text) = self { text } else { nil } }

    /// A text or a number, as it is written; `nil` for anything else.
    var word: String? { self.text ?? self.numberText }

    /// The elements of a list; `nil` for anything else.
    var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
}
