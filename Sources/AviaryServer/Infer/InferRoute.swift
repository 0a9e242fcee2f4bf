/// The path of an infer request: `/v2/models/NAME[/versions/VERSION]/infer`.
struct InferRoute: Equatable {
    /// The endpoint's name, percent-decoded.
    let model: String
    /// The version that the path names.
    let version: String?

    private init(model: String, version: String?) {
        self.model = model
        self.version = version
    }

    /// Reads a request's target; `nil` for any other path.
    ///
    /// - Parameter target: the bytes of path and query, as they came; a plain one costs one small string.
    init?(_ target: RawSpan) {
        let plain: String? = target.withUnsafeBytes { bytes in
            let prefix = "/v2/models/".utf8
            let suffix = "/infer".utf8
            guard bytes.count > prefix.count + suffix.count, bytes.starts(with: prefix),
                bytes.suffix(suffix.count).elementsEqual(suffix)
            else { return nil }
            let name = bytes.dropFirst(prefix.count).dropLast(suffix.count)
            return name.contains { "/%?".utf8.contains($0) } ? nil : String(decoding: name, as: UTF8.self)
        }
        if let plain {
            self = InferRoute(model: plain, version: nil)
        } else {
            self.init(target.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
        }
    }

    /// Reads a request's target; `nil` for any other path.
    ///
    /// - Parameter target: path and query, as they came.
    init?(_ target: String) {
        let prefix: StaticString = "/v2/models/"
        let bytes = target.utf8
        guard bytes.starts(with: prefix) else { return nil }
        let start = bytes.index(bytes.startIndex, offsetBy: prefix.utf8CodeUnitCount)
        let path = target[start..<(bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex)]
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.last?.elementsEqual("infer".utf8) == true,
            parts.count == 2 || (parts.count == 4 && parts[1].elementsEqual("versions".utf8)),
            let model = Substring(parts[0]).percentDecoded, !model.isEmpty
        else { return nil }
        self.model = model
        guard parts.count == 4 else {
            self.version = nil
            return
        }
        guard let version = Substring(parts[2]).percentDecoded, !version.isEmpty, !version.contains("/") else {
            return nil
        }
        self.version = version
    }
}

extension String.UTF8View {
    /// Whether the text begins with this one, byte for byte.
    fileprivate func starts(with prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { prefix in self.prefix(prefix.count).elementsEqual(prefix) }
    }
}

extension Substring {
    /// The text without its percent escapes; `nil` where an escape is broken or the bytes are not UTF-8.
    var percentDecoded: String? {
        guard self.utf8.contains(UInt8(ascii: "%")) else { return String(self) }
        var bytes: [UInt8] = []
        var iterator = self.utf8.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = iterator.next().flatMap(hexDigit), let low = iterator.next().flatMap(hexDigit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
