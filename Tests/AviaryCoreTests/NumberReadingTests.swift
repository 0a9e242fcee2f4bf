import AviaryCore
import AviaryTesting
import Foundation
import Testing

/// Numbers are read as IEEE 754 asks: the nearest one, ties to even; glibc's `strtod` and `strtof` are the judges.
struct NumberReadingTests {
    private func read(_ text: String, as type: String) throws(AviaryError) -> Tensor {
        let json = #"{"inputs":[{"name":"x","shape":[1],"datatype":"\#(type)","data":[\#(text)]}]}"#
        return try RequestDecoder.decode(Array(json.utf8).span.bytes).inputs[0].tensor
    }

    private func check(_ text: String) {
        let (wide, narrow) = (strtod(text, nil), strtof(text, nil))
        let double = try? self.read(text, as: "FP64").values(as: Double.self)[0]
        let float = try? self.read(text, as: "FP32").values(as: Float.self)[0]
        #expect(double?.bitPattern == (wide.isFinite ? wide.bitPattern : nil), "\(text)")
        #expect(float?.bitPattern == (narrow.isFinite ? narrow.bitPattern : nil), "\(text)")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `random numbers are read as the C library reads them`(seed: UInt64) {
        var random = Seeded(seed: seed)
        for _ in 0..<500 {
            let exponent = Int.random(in: -345...310, using: &random)
            self.check("\(Float(bitPattern: UInt32.random(in: 0...0x7F7F_FFFF, using: &random)))")
            self.check("\(Double(bitPattern: UInt64.random(in: 0...0x7FEF_FFFF_FFFF_FFFF, using: &random)))")
            self.check("\(UInt64.random(in: 0...UInt64.max, using: &random))e\(exponent)")
            self.check(
                "-\(Int.random(in: 0...999, using: &random)).\(UInt64.random(in: 0...99_999_999, using: &random))"
            )
            let tail = (0..<3).map { _ in String(UInt64.random(in: 0...UInt64.max, using: &random)) }.joined()
            self.check("\(Int.random(in: 0...99, using: &random)).\(tail)e\(Int.random(in: -50...40, using: &random))")
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `numbers in the middle between two neighbours go to the even one`(seed: UInt64) {
        var random = Seeded(seed: seed)
        for _ in 0..<200 {
            // The middle of two floats is a double, and prints exactly with enough digits.
            let low = Float(bitPattern: UInt32.random(in: 0x3000_0000...0x4E00_0000, using: &random))
            let middle = (Double(low) + Double(low.nextUp)) / 2
            self.check(String(format: "%.60f", middle))
            self.check(String(format: "%.60f1", middle))
            self.check(String(format: "%.17g", middle))
            self.check(String(format: "%.17g", middle.nextUp))
            self.check(String(format: "%.17g", middle.nextDown))
        }
    }

    @Test(arguments: [
        "0", "-0", "0.0", "-0.0", "1", "0.1", "0.3", "1e0", "1E+2", "1e-2", "123456789012345678901234567890",
        "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308",
        "2.2250738585072014e-308", "1.7976931348623157e308", "1.7976931348623159e308", "1e309", "1e-400", "1e-46",
        "1.1754943508222875e-38", "1.4012984643248171e-45", "7.006492321624085e-46", "7.006492321624086e-46",
        "3.4028234663852886e38", "3.4028235677973366e38", "3.4028235677973362e38", "16777217", "16777219",
        "9007199254740993", "0.000000000000000000000000000000000000000000000000001", "100000000000000000000000e-23",
        "1e100000000000000000000", "0e100000000000000000000", "1e-100000000000000000000",
        "0.50000000000000000000000000000000000000000000000000000000001", "8.5", "999.9999999999999999", "1000.5",
    ])
    func `a hard number is read as the C library reads it`(text: String) { self.check(text) }

    @Test(arguments: [
        ("INT8", "-128", "127", "128"), ("INT8", "-128", "127", "-129"), ("UINT8", "0", "255", "256"),
        ("UINT8", "0", "255", "-1"), ("INT16", "-32768", "32767", "32768"), ("UINT16", "0", "65535", "65536"),
        ("INT32", "-2147483648", "2147483647", "2147483648"), ("UINT32", "0", "4294967295", "4294967296"),
        ("INT64", "-9223372036854775808", "9223372036854775807", "9223372036854775808"),
        ("UINT64", "0", "18446744073709551615", "18446744073709551616"),
    ])
    func `whole numbers keep every digit and do not wrap`(
        type: String,
        low: String,
        high: String,
        beyond: String
    ) throws {
        for text in [low, high] {
            let tensor = try self.read(text, as: type)
            let reply = InferenceResponse(
                modelName: "m",
                modelVersion: "1",
                outputs: [NamedTensor(name: "y", tensor: tensor)]
            )
            #expect(try encoded(reply).contains("\"data\":[\(text)]"))
        }
        let error = #expect(throws: AviaryError.self) { try self.read(beyond, as: type) }
        #expect(error?.message.contains("beyond the type's range") == true)
        #expect(error?.message.contains(beyond) == true)
    }

    @Test(arguments: [
        "01", "1.", ".5", "+1", "1e", "1e+", "--1", "0x10", "1_000", "NaN", "Infinity", "-Infinity", "nan", "1.5.5", "",
        "1 2", "true", "\"1\"", "null", "[1", "1]", "1e5e5", "-", "-a", "00", "-01", "1,",
    ])
    func `what is no JSON number is refused with its position`(text: String) {
        for type in ["FP32", "FP64", "INT64"] {
            let error = #expect(throws: AviaryError.self) { try self.read(text, as: type) }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test func `a fraction is no whole number`() {
        let error = #expect(throws: AviaryError.self) { try self.read("1.5", as: "INT32") }
        #expect(error?.message.contains("a whole number is written without a fraction") == true)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `every float that is written is read back as itself`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let floats = (0..<200).map { _ in Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random)) }
            .filter(\.isFinite)
        let doubles = (0..<200).map { _ in Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random)) }
            .filter(\.isFinite)
        for tensor in [try Tensor(floats), try Tensor(doubles)] {
            let text = try encoded(
                InferenceResponse(modelName: "m", modelVersion: "1", outputs: [NamedTensor(name: "x", tensor: tensor)])
            )
            let request = text.replacing("\"outputs\"", with: "\"inputs\"")
            let back = try RequestDecoder.decode(Array(request.utf8).span.bytes).inputs[0].tensor
            #expect(bytes(back) == bytes(tensor))
        }
    }
}

/// A reply as JSON text.
func encoded(_ response: InferenceResponse) throws -> String {
    let encoder = ResponseEncoder(response, binary: false)
    let text = try [UInt8](unsafeUninitializedCapacity: encoder.jsonBound) { buffer, count in
        let raw = UnsafeMutableRawBufferPointer(buffer)
        var span = OutputRawSpan(buffer: raw, initializedCount: 0)
        try encoder.writeJSON(to: &span)
        count = span.finalize(for: raw)
    }
    return String(decoding: text, as: UTF8.self)
}

/// A tensor's bytes.
func bytes(_ tensor: Tensor) -> [UInt8] {
    tensor.bytes.withUnsafeBytes { Array($0) }
}
