/// The path of an infer request: `/v2/models/NAME[/versions/VERSION]/infer`.
struct InferRoute: Equatable {
    /// The endpoint's name, percent-decoded.
    let model: String
    /// The version that the path names.
    let version: String?

    /// Reads a request's target; `nil` for any other path.
    ///
    /// - Parameter target: path and query, as they came.
    init?(_ target: String) {
        let prefix = "/v2/models/"
        let suffix = "/infer"
        guard target.utf8.count > prefix.utf8.count + suffix.utf8.count, target.hasPrefix(prefix) else { return nil }
        var path = Substring(target)
        if let query = path.utf8.firstIndex(of: UInt8(ascii: "?")) { path = path[..<query] }
        guard path.hasSuffix(suffix) else { return nil }
        let middle = path.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
        guard let slash = middle.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            guard !middle.isEmpty, let name = middle.percentDecoded else { return nil }
            self.model = name
            self.version = nil
            return
        }
        let rest = middle[slash...]
        let marker = "/versions/"
        guard rest.hasPrefix(marker), let name = middle[..<slash].percentDecoded, !name.isEmpty,
            let version = rest.dropFirst(marker.utf8.count).percentDecoded, !version.isEmpty, !version.contains("/")
        else { return nil }
        self.model = name
        self.version = version
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
