import Testing

@testable import AviaryServer

@Suite struct TraceContextTests {
    private static let ids = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"

    @Test(arguments: [
        ("00-\(ids)-01", true), ("00-\(ids)-00", false), ("00-\(ids)-03", true), ("00-\(ids)-fe", false),
        ("cc-\(ids)-01", true), ("cc-\(ids)-01-what-the-future-will-be", true), ("01-\(ids)-01-", true),
    ])
    func `what is valid is read`(header: String, isSampled: Bool) throws {
        let context = try #require(TraceContext(parsing: header))
        #expect(context.traceHigh == 0x0AF7_6519_16CD_43DD)
        #expect(context.traceLow == 0x8448_EB21_1C80_319C)
        #expect(context.span == 0xB7AD_6B71_6920_3331)
        #expect(context.isSampled == isSampled)
        #expect(context.headerValue == "00-\(TraceContextTests.ids)-0\(isSampled ? 1 : 0)")
        #expect(context.traceID == "0af7651916cd43dd8448eb211c80319c")
    }

    @Test(arguments: [
        "", "00", "00-\(ids)", "00-\(ids)-", "00-\(ids)-0", "00-\(ids)-01-", "00-\(ids)-01-x", "00-\(ids)-010",
        "cc-\(ids)-01.what", "cc-\(ids)-010", "ff-\(ids)-01", "0-\(ids)-01", "000-\(ids)-01", "0g-\(ids)-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319-bb7ad6b7169203331-01",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
        "00-0af7651916cd43dd8448eb211c8031 c-b7ad6b7169203331-01",
        " 00-\(ids)-01", "00-\(ids)-01 ", "0\u{0}-\(ids)-01", "00-\(ids)-0é", "FF-\(ids)-01", "-0-\(ids)-01",
        "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319:-b7ad6b7169203331-01",
    ])
    func `what is invalid begins a new trace`(header: String) { #expect(TraceContext(parsing: header) == nil) }

    @Test func `one half of a trace's id may be zero`() throws {
        let header = "00-0000000000000000000000000000000a-00000000000000f0-00"
        let context = try #require(TraceContext(parsing: header))
        #expect(context.headerValue == header)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `what is written is read back`(seed: UInt64) {
        var random = IdentifierGenerator(seed: seed)
        let context = TraceContext(using: &random, isSampled: seed % 2 == 0)
        #expect(TraceContext(parsing: context.headerValue) == context)
        let child = context.child(using: &random)
        #expect(child.traceHigh == context.traceHigh && child.traceLow == context.traceLow)
        #expect(child.span != context.span && child.isSampled == context.isSampled)
        #expect(TraceContext(parsing: context.headerBytes.span) == context)
    }

    @Test func `ids are never zero, whatever the generator says`() {
        struct Zero: RandomNumberGenerator {
            func next() -> UInt64 { 0 }
        }
        var zero = Zero()
        let context = TraceContext(using: &zero)
        #expect(TraceContext(parsing: context.headerValue) == context)
        #expect(context.child(using: &zero).span != 0)
    }

    @Test func `generators with different seeds give different ids`() {
        var seen: Set<UInt64> = []
        for seed in 0..<100 as Range<UInt64> {
            var random = IdentifierGenerator(seed: seed)
            for _ in 0..<100 { seen.insert(random.next()) }
        }
        #expect(seen.count == 10_000)
        var (first, second) = (IdentifierGenerator(), IdentifierGenerator())
        #expect(first.next() != second.next())
    }
}
