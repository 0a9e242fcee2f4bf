import AviaryCore
import Testing

@testable import ONNXRuntime

@Suite struct DataTypeTests {
    private static let fixed = DataType.allCases.filter { $0 != .bytes }

    /// A tensor whose bytes are a pattern; of truth values, a valid one.
    private func pattern(_ dataType: DataType, shape: Shape, offset: Int = 0) throws -> Tensor {
        let byteCount = shape.elementCount * (dataType.byteCount ?? 0)
        let storage = TensorStorage(byteCount: offset + byteCount) { span in
            while span.byteCount < offset { span.append(0xee) }
            for index in 0..<byteCount { span.append(dataType == .bool ? UInt8(index % 2) : UInt8(index * 7 % 101)) }
        }
        return try Tensor(dataType, shape: shape, storage: storage, range: offset..<offset + byteCount)
    }

    @Test(arguments: fixed)
    func `numbers and truth values come back as they went in`(dataType: DataType) throws {
        let session = try Fixture.session("identity-\(dataType)")
        #expect(session.signature.inputs[0].dataType == dataType)
        let input = try pattern(dataType, shape: [3, 2])
        let output = try session.predict([input], outputs: [0])[0]
        #expect(output.dataType == dataType)
        #expect(output.shape == [3, 2])
        #expect(output.content == input.content)
    }

    @Test(arguments: fixed)
    func `an input at an odd address is copied to a good one`(dataType: DataType) throws {
        let input = try pattern(dataType, shape: [3, 2], offset: 1)
        #expect(input.isAligned == (dataType.byteCount == 1))
        let output = try Fixture.session("identity-\(dataType)").predict([input], outputs: [0])[0]
        #expect(output.content == input.content)
    }

    @Test(arguments: DataType.allCases, [[0, 2], [2, 0], [0, 0]])
    func `an empty batch gives an empty batch`(dataType: DataType, dimensions: [Int]) throws {
        let storage = TensorStorage(byteCount: 0) { _ in }
        let input = try Tensor(dataType, shape: try Shape(dimensions), storage: storage)
        let output = try Fixture.session("identity-\(dataType)").predict([input], outputs: [0])[0]
        #expect(output.dataType == dataType)
        #expect(output.shape.dimensions == dimensions)
        #expect(output.content.isEmpty)
    }

    @Test func `strings may be empty, long, not text, and have zero bytes inside`() throws {
        let strings: [[UInt8]] = [
            [], Array("naïve".utf8), [0], [0x78, 0, 0x79], [0xff, 0xfe], [UInt8](repeating: 0x61, count: 100_000),
        ]
        let input = try Tensor(byteStrings: strings, shape: [3, 2])
        let output = try Fixture.session("identity-bytes").predict([input], outputs: [0])[0]
        #expect(output.dataType == .bytes)
        #expect(output.shape == [3, 2])
        #expect(output.byteStrings() == strings)
    }

    @Test func `strings of two inputs meet in one output`() throws {
        let session = try Fixture.session("strings")
        let inputs = [try Tensor(strings: ["a", "bc"]), try Tensor(strings: ["", "d\0e", "f"])]
        let output = try session.predict(inputs, outputs: [0])[0]
        #expect(output.byteStrings() == ["a", "bc", "", "d\0e", "f"].map { Array($0.utf8) })
    }

    @Test func `BYTES with fewer strings than the shape says is refused`() throws {
        let storage = try Tensor(strings: ["a"]).storage
        let input = Tensor(unchecked: .bytes, shape: [2, 1], storage: storage, range: 0..<storage.byteCount)
        let session = try Fixture.session("identity-bytes")
        #expect(failure { try session.predict([input], outputs: [0]) }?.code == .invalidArgument)
    }

    @Test func `each type has one number, and the number gives it back`() {
        for dataType in DataType.allCases { #expect(ElementType(dataType).dataType == dataType) }
        #expect(ElementType.string.rawValue == 8)
        #expect(ElementType.bfloat16.rawValue == 16)
        #expect(ElementType.float8e8m0.rawValue == 26)
    }
}
