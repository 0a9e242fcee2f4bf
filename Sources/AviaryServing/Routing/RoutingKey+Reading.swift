package import AviaryCore

extension RoutingKey {
    /// The same key with the name of its header field in lower case, however it was written.
    package var lowercased: RoutingKey {
        if case .header(let name) = self { .header(name.lowercased()) } else { self }
    }

    /// Reads the key of a request.
    ///
    /// - Parameters:
    ///   - fields: the header fields that were kept, with names in lower case.
    ///   - parameters: the parameters of the infer request.
    /// - Returns: the key's hash; `nil` where the request has none: it is missing, empty, or cannot be read.
    package func hash(_ fields: [WantedFields.Field], _ parameters: Parameters) -> UInt64? {
        let text: String? =
            switch self {
            case .random: nil
            case .header(let name): fields.first { $0.name == name }?.value
            case .cookie(let name):
                fields.lazy.filter { $0.name == "cookie" }.compactMap { RoutingKey.cookie(name, in: $0.value) }.first
            case .claim(let name):
                fields.first { $0.name == "authorization" }.flatMap { RoutingKey.claim(name, in: $0.value) }
            case .parameter(let name): parameters[name]?.text
            }
        guard let text, !text.isEmpty else { return nil }
        return RoutingHash.of(text.utf8)
    }

    /// Finds a cookie: RFC 6265, section 4.2.1.
    private static func cookie(_ name: String, in field: String) -> String? {
        for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
            let pair = pair.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard let end = pair.firstIndex(of: UInt8(ascii: "=")), pair[..<end].elementsEqual(name.utf8) else {
                continue
            }
            return String(Substring(pair[pair.index(after: end)...]))
        }
        return nil
    }

    /// Finds a claim of the token in `Authorization`: RFC 6750, section 2.1, and RFC 7519, section 3.
    ///
    /// Whoever forges a token only chooses a version, as anybody may who sends another header.
    private static func claim(_ name: String, in field: String) -> String? {
        guard let blank = field.utf8.firstIndex(of: UInt8(ascii: " ")), field[..<blank].lowercased() == "bearer" else {
            return nil
        }
        let parts = field[blank...].utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = RoutingKey.decodedBase64URL(parts[1]),
            let claims = try? JSONValue(parsing: payload.span.bytes)
        else { return nil }
        switch claims[name] {
        case .string(let text), .number(let text): return text
        case .null, .bool, .array, .object, nil: return nil
        }
    }

    /// Reads base64url without padding: RFC 4648, section 5, as RFC 7515 has it.
    private static func decodedBase64URL(_ text: Substring.UTF8View) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for letter in text {
            let value: UInt8
            switch letter {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = letter - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = letter - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = letter - UInt8(ascii: "0") + 52
            case UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "_"): value = 63
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        // A single letter is left: no number of bytes has that form.
        return count == 6 ? nil : bytes
    }
}
