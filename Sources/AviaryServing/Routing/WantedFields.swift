package import AviaryCore

/// The header fields that routing keys are read from; the reading of heads keeps these, and all others pass by unread.
package struct WantedFields: Sendable, Hashable {
    /// A field that was kept.
    package struct Field: Sendable, Hashable {
        /// Its name in lower case.
        package let name: String
        /// Its value.
        package let value: String

        /// Keeps a field.
        ///
        /// - Parameters:
        ///   - name: its name in lower case.
        ///   - value: its value.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The names in lower case, few.
    package private(set) var names: [String] = []
    /// Which lengths names have: bit n for n bytes, the highest for all longer ones.
    private var lengths: UInt64 = 0

    /// No field.
    package init() {}

    /// The fields that routing keys are read from.
    ///
    /// - Parameter keys: the keys of all endpoints, with names of fields in lower case.
    package init(_ keys: some Sequence<RoutingKey>) {
        for name in Set(keys.compactMap(\.field)).sorted() {
            self.names.append(name)
            self.lengths |= WantedFields.bit(name.utf8.count)
        }
    }

    /// Whether a field whose name is this long may be wanted: tells nearly all others apart at once.
    ///
    /// - Parameter length: the length of a name in bytes.
    /// - Returns: whether it may be.
    package func mayHave(length: Int) -> Bool { self.lengths & WantedFields.bit(length) != 0 }

    /// Finds a field by its name, in capitals or not.
    ///
    /// - Parameter name: the name as it came.
    /// - Returns: the name in lower case; `nil` if the field is not wanted.
    package func name(_ name: String) -> String? {
        self.names.first { wanted in
            wanted.utf8.count == name.utf8.count
                && zip(wanted.utf8, name.utf8).allSatisfy { mine, theirs in
                    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(theirs) ? mine == theirs | 0x20 : mine == theirs
                }
        }
    }

    private static func bit(_ length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }
}

extension RoutingKey {
    /// The header field that the key is read from, in lower case; `nil` where it is none.
    fileprivate var field: String? {
        switch self {
        case .header(let name): name
        case .cookie: "cookie"
        case .claim: "authorization"
        case .random, .parameter: nil
        }
    }
}
