/// A share of requests, in steps of 0.01 %.
public struct Weight: Hashable, Sendable, Comparable {
    /// Hundredths of a per cent, 0...10,000.
    public let basisPoints: Int

    /// Makes a weight.
    ///
    /// - Parameter basisPoints: hundredths of a per cent.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for a share below 0 or above 100 %.
    public init(basisPoints: Int) throws(AviaryError) {
        guard (0...10_000).contains(basisPoints) else {
            throw AviaryError(.invalidArgument, "a weight is of 0...100 %, got \(Double(basisPoints) / 100) %")
        }
        self.basisPoints = basisPoints
    }

    private init(unchecked basisPoints: Int) { self.basisPoints = basisPoints }

    /// No request.
    public static let none = Weight(unchecked: 0)
    /// Every request.
    public static let all = Weight(unchecked: 10_000)

    /// Whole per cents that the program itself names.
    ///
    /// - Parameter percent: of 0...100.
    /// - Returns: the weight.
    package static func percent(_ percent: Int) -> Weight {
        precondition((0...100).contains(percent))
        return Weight(unchecked: percent * 100)
    }

    /// Reads a share.
    ///
    /// - Parameter text: a fraction such as `0.05`, or per cents such as `5 %` and `5%`.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when it is neither, lies outside 0...100 %, or is finer than 0.01 %.
    public init(parsing text: String) throws(AviaryError) {
        let hasSign = text.hasSuffix("%")
        var number = Substring(text)
        if hasSign { number.removeLast() }
        if hasSign, number.last == " " { number.removeLast() }
        guard let value = Double(number), value.isFinite else {
            throw AviaryError(
                .invalidArgument,
                "a weight is a fraction such as 0.05 or per cents such as 5 %, got '\(text)'"
            )
        }
        let points = value * (hasSign ? 100 : 10_000)
        guard points >= 0, points <= 10_000 else {
            throw AviaryError(.invalidArgument, "a weight is of 0...100 %, got '\(text)'")
        }
        guard abs(points - points.rounded()) < 1e-6 else {
            throw AviaryError(.invalidArgument, "a weight has steps of 0.01 %, got '\(text)'")
        }
        self.basisPoints = Int(points.rounded())
    }

    /// Orders weights by size.
    ///
    /// - Parameters:
    ///   - lhs: a weight.
    ///   - rhs: another weight.
    /// - Returns: whether the first is smaller.
    public static func < (lhs: Weight, rhs: Weight) -> Bool { lhs.basisPoints < rhs.basisPoints }
}

extension Weight: CustomStringConvertible {
    /// Per cents, such as `5 %` or `0.25 %`.
    public var description: String {
        let (whole, rest) = self.basisPoints.quotientAndRemainder(dividingBy: 100)
        guard rest != 0 else { return "\(whole) %" }
        let digits = rest % 10 == 0 ? "\(rest / 10)" : (rest < 10 ? "0\(rest)" : "\(rest)")
        return "\(whole).\(digits) %"
    }
}

extension Weight: Codable {
    /// Reads hundredths of a per cent.
    ///
    /// - Parameter decoder: where they are read from.
    /// - Throws: what the decoder throws, and `AviaryError` for a number outside the range.
    public init(from decoder: any Decoder) throws {
        try self.init(basisPoints: decoder.singleValueContainer().decode(Int.self))
    }

    /// Writes hundredths of a per cent.
    ///
    /// - Parameter encoder: where they are written to.
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.basisPoints)
    }
}
