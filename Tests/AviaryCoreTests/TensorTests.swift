import AviaryCore
import Testing

/// Shapes, tensors, names and the memory behind them.
struct TensorTests {
    @Test(arguments: [([], 1), ([0], 0), ([2, 3], 6), ([1 << 40, 0, 1 << 40], 0)] as [([Int], Int)])
    func `a shape counts its elements`(dimensions: [Int], count: Int) throws {
        #expect(try Shape(dimensions).elementCount == count)
    }

    @Test(arguments: [[-1], [1 << 40, 1 << 40], [Int.max, 2]])
    func `a shape that is negative or too large is refused`(dimensions: [Int]) {
        #expect(throws: AviaryError.self) { try Shape(dimensions) }
    }

    @Test func `a tensor's memory is aligned and what is not written is zero`() throws {
        let storage = TensorStorage(byteCount: 10) { $0.append(7) }
        #expect(storage.withUnsafeBytes { Int(bitPattern: $0.baseAddress) % TensorStorage.alignment } == 0)
        #expect(storage.bytes.withUnsafeBytes { Array($0) } == [7, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test func `a builder gathers pieces`() {
        var builder = StorageBuilder(capacity: 5)
        builder.append(([1, 2] as [UInt8]).span.bytes)
        builder.append(([3] as [UInt8]).span.bytes)
        #expect(builder.remaining == 2)
        let storage = builder.finish()
        #expect(storage.bytes.withUnsafeBytes { Array($0) } == [1, 2, 3])
    }

    @Test func `bytes that do not fit type and shape are refused`() {
        let storage = TensorStorage(byteCount: 6) { _ in }
        #expect(throws: AviaryError.self) { try Tensor(.float32, shape: [2], storage: storage) }
        #expect(throws: AviaryError.self) { try Tensor(.bytes, shape: [2], storage: storage) }
        let two = TensorStorage(byteCount: 1) { $0.append(2) }
        #expect(throws: AviaryError.self) { try Tensor(.bool, shape: [1], storage: two) }
    }

    @Test(arguments: ["", ".", "..", ".hidden", "a/b", "a\\b", "a%", "ä", String(repeating: "a", count: 129)])
    func `a name that could be a path is refused`(name: String) {
        #expect(throws: AviaryError.self) { try ModelName(name) }
    }

    @Test func `versions are positive numbers in numeric order`() {
        #expect(VersionNumber("10")! > VersionNumber("9")!)
        for text in ["0", "01", "-1", "+1", "1.0", "", "a", "99999999999999999999"] {
            #expect(VersionNumber(text) == nil)
        }
    }

    @Test func `moments saturate instead of wrapping`() {
        let now = Moment(nanoseconds: 10)
        #expect(now.advanced(by: .seconds(1)).since(now) == 1_000_000_000)
        #expect(now.since(now.advanced(by: .seconds(1))) == 0)
        #expect(now.advanced(byNanoseconds: .max).nanoseconds == .max)
        #expect(Duration.seconds(-1).nanoseconds == 0)
        #expect(Duration.seconds(Int64.max).nanoseconds == .max)
    }
}
