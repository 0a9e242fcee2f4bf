internal import AviaryCore

/// Reading small replies: a member that is missing or null is left to the caller, one of another kind is an error.
extension JSONValue {
    /// A member that must be a text.
    func text(_ name: String) throws(AviaryError) -> String {
        guard let text = try self.optionalText(name) else {
            throw AviaryError(.invalidArgument, "expected the member '\(name)', there is none")
        }
        return text
    }

    /// A member that may be a text.
    func optionalText(_ name: String) throws(AviaryError) -> String? {
        switch self[name] {
        case nil, .null?: nil
        case .string(let text)?: text
        default: throw self.mismatch(name, "a text")
        }
    }

    /// A member that may be a list; none is an empty one.
    func list(_ name: String) throws(AviaryError) -> [JSONValue] {
        switch self[name] {
        case nil, .null?: []
        case .array(let elements)?: elements
        default: throw self.mismatch(name, "a list")
        }
    }

    /// A member that may be a whole number; none is 0.
    func count(_ name: String) throws(AviaryError) -> UInt64 {
        switch self[name] {
        case nil, .null?: return 0
        case .number(let text)?:
            guard let count = UInt64(text) else { throw self.mismatch(name, "a whole number") }
            return count
        default: throw self.mismatch(name, "a whole number")
        }
    }

    /// A member that must be a number.
    func real(_ name: String) throws(AviaryError) -> Double {
        guard case .number(let text)? = self[name], let number = Double(text) else {
            throw self.mismatch(name, "a number")
        }
        return number
    }

    /// The elements of a member that may be a list of texts.
    func texts(_ name: String) throws(AviaryError) -> [String] {
        var texts: [String] = []
        for element in try self.list(name) {
            guard case .string(let text) = element else { throw self.mismatch(name, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    private func mismatch(_ name: String, _ expected: String) -> AviaryError {
        AviaryError(.invalidArgument, "the member '\(name)' is \(expected), something else came")
    }
}
