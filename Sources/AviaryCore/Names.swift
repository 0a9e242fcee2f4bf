/// The stable name of a model, and of the endpoint that serves it.
///
/// 1 to 128 characters, each a letter, a digit, `.`, `_`, `-` or a blank; it does not begin with a dot, so a name is
/// never a hidden or relative path.
public struct ModelName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name as it was given.
    public let rawValue: String

    /// Checks a name.
    ///
    /// - Parameter rawValue: the name, percent-decoded.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that says which names are allowed.
    public init(_ rawValue: String) throws(AviaryError) {
        let allowed = rawValue.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: " "):
                true
            default:
                false
            }
        }
        guard allowed, (1...128).contains(rawValue.utf8.count), !rawValue.hasPrefix(".") else {
            throw AviaryError(
                .invalidArgument,
                "a model's name is 1 to 128 letters, digits, '.', '_', '-' or blanks and does not begin with '.', "
                    + "not '\(rawValue)'"
            )
        }
        self.rawValue = rawValue
    }

    /// The name itself.
    public var description: String { self.rawValue }

    /// Orders names by their characters.
    ///
    /// - Parameters:
    ///   - lhs: a name.
    ///   - rhs: another name.
    /// - Returns: whether the first comes before the second.
    public static func < (lhs: ModelName, rhs: ModelName) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// The number of a version of a model: a positive integer, ordered numerically (10 comes after 2).
public struct VersionNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number, at least 1.
    public let rawValue: UInt64

    /// Reads a version from text such as a directory's name.
    ///
    /// - Parameter text: digits only, no sign, no leading zero.
    public init?(_ text: some StringProtocol) {
        guard let first = text.utf8.first, first != UInt8(ascii: "0"), first != UInt8(ascii: "+"),
            let number = UInt64(text)
        else { return nil }
        self.rawValue = number
    }

    /// Makes a version from a number.
    ///
    /// - Parameter number: the number, at least 1.
    public init(_ number: UInt64) {
        precondition(number >= 1, "versions are counted from 1")
        self.rawValue = number
    }

    /// The number in decimal digits.
    public var description: String { String(self.rawValue) }

    /// Orders versions by number.
    ///
    /// - Parameters:
    ///   - lhs: a version.
    ///   - rhs: another version.
    /// - Returns: whether the first is older than the second.
    public static func < (lhs: VersionNumber, rhs: VersionNumber) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension ModelName: Codable {
    /// Reads a name, and checks it.
    ///
    /// - Parameter decoder: where it is read from.
    /// - Throws: what the decoder throws, and ``AviaryError`` for a text that is no name.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the name as it was given.
    ///
    /// - Parameter encoder: where it is written to.
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.rawValue)
    }
}

extension VersionNumber: Codable {
    /// Reads a number, and checks it.
    ///
    /// - Parameter decoder: where it is read from.
    /// - Throws: what the decoder throws, also for zero.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let number = try container.decode(UInt64.self)
        guard number >= 1 else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "versions are counted from 1")
        }
        self.init(number)
    }

    /// Writes the number.
    ///
    /// - Parameter encoder: where it is written to.
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.rawValue)
    }
}
