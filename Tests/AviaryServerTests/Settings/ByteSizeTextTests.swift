import AviaryCore
import Testing

@Suite struct ByteSizeTextTests {
    @Test(arguments: [
        ("0", 0), ("1", 1), ("7B", 7), ("1KiB", 1024), ("64MiB", 64 << 20), ("64 MiB", 64 << 20), ("3GiB", 3 << 30),
        ("8589934591GiB", 8_589_934_591 << 30), ("9223372036854775807", Int.max), ("007KiB", 7 << 10),
    ])
    func `sizes are read`(text: String, bytes: Int) throws { #expect(try ByteSizeText.parse(text) == bytes) }

    @Test(arguments: [
        "", " ", "MiB", "-1", "+1", "1.5MiB", "1MB", "1mib", "1M", "1 ", " 1", "1MiB ", "1 MiB 2", "0x10", "1_000",
        "٣MiB",
        "8589934592GiB", "9223372036854775808", "1Mi\u{0}B",
    ])
    func `what is no size is refused`(text: String) {
        #expect(throws: AviaryError.self) { try ByteSizeText.parse(text) }
    }

    @Test(arguments: [
        (0, "0B"), (1000, "1000B"), (1024, "1KiB"), (1536, "1536B"), (64 << 20, "64MiB"), (1 << 30, "1GiB"),
    ])
    func `sizes are written in the largest unit that fits`(bytes: Int, text: String) throws {
        #expect(ByteSizeText.print(bytes) == text)
        #expect(try ByteSizeText.parse(text) == bytes)
    }
}
