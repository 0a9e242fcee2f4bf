internal import AviaryCore

/// A file of weights: a short header, and FP32 numbers for one layer after another.
struct DarknetWeights {
    /// How many bytes the header has.
    let headerByteCount: Int
    private var rest: ArraySlice<UInt8>

    /// Checks that a file has the weights of a network, neither more nor fewer.
    ///
    /// The header is three `int32` for the version and the number of pictures seen in training, which has 64 bits from
    /// version 0.2 on (`load_weights_upto` in Darknet's `src/parser.c`).
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - network: the network that they are for.
    /// - Throws: `AviaryError` that says how many numbers are expected, and how many there are.
    init(_ bytes: [UInt8], for network: DarknetNetwork) throws(AviaryError) {
        let version = Array(Self.integers(bytes.prefix(12)))
        guard version.count == 3, version.allSatisfy({ $0 >= 0 }) else {
            throw Self.noWeights("it begins with three numbers of a version, which are not there")
        }
        let (major, minor) = (Int(version[0]), Int(version[1]))
        let hasLongCount = major * 10 + minor >= 2 && major < 1000 && minor < 1000
        self.headerByteCount = hasLongCount ? 20 : 16
        guard bytes.count >= self.headerByteCount else {
            throw Self.noWeights("its header has \(self.headerByteCount) bytes, the file has \(bytes.count)")
        }
        self.rest = bytes[self.headerByteCount...]
        let expected = network.weightCount
        guard self.rest.count != expected * 4 else { return }
        let difference =
            if self.rest.count < expected * 4 {
                "\(expected - self.rest.count / 4) are missing"
            } else {
                "\((self.rest.count + 3) / 4 - expected) are too many"
            }
        throw AviaryError(
            .invalidArgument,
            "the layers take \(expected) weights, \(expected * 4 + self.headerByteCount) bytes with the header; "
                + "the file has \(bytes.count) bytes: \(difference)",
            remedy: "give the cfg file that the weights were trained with, or copy the weights again"
        )
    }

    /// Takes the next numbers as they are.
    ///
    /// - Parameter count: how many.
    /// - Returns: a part of the file's bytes.
    mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        let part = self.rest.prefix(count * 4)
        self.rest = self.rest.dropFirst(count * 4)
        return part
    }

    /// Takes the next numbers.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - what: what they are, for errors.
    /// - Returns: the numbers.
    /// - Throws: `AviaryError` when one of them is infinite or no number.
    mutating func takeNumbers(_ count: Int, _ what: String) throws(AviaryError) -> [Float] {
        let numbers = Self.integers(self.take(count)).map { Float(bitPattern: UInt32(bitPattern: $0)) }
        guard let odd = numbers.firstIndex(where: { !$0.isFinite }) else { return numbers }
        throw AviaryError(
            .invalidArgument,
            "the \(what) of filter \(odd) is \(numbers[odd])",
            remedy: "give the cfg file that the weights were trained with, or copy the weights again"
        )
    }

    /// The numbers of four bytes that lie in some bytes, the lowest byte first.
    private static func integers(_ bytes: ArraySlice<UInt8>) -> [Int32] {
        let span = bytes.span.bytes
        return stride(from: 0, through: bytes.count - 4, by: 4).map { Int32(littleEndian: span.load(at: $0)) }
    }

    private static func noWeights(_ reason: String) -> AviaryError {
        AviaryError(.invalidArgument, "this is no file of Darknet weights: \(reason)")
    }
}
