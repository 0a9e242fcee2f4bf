import AviaryTesting
import Testing

struct TablePropertyTests {
    @Test(arguments: 0..<100 as Range<UInt64>)
    func `random bytes are read or refused, and never crash`(seed: UInt64) {
        var random = Seeded(seed: seed)
        let alphabet = Array("a,b;\"\n\r\t|1.5eé- ".utf8) + [0, 0xFF, 0xC3]
        for _ in 0..<20 {
            let wild = Bool.random(using: &random)
            let bytes = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
                wild ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random) ?? 0
            }
            #expect(TableProperty.csv.violation(by: bytes) == nil, "\(bytes)")
        }
    }

    @Test(arguments: TableProperty.allCases)
    func `what fuzzing has kept does no harm`(property: TableProperty) throws {
        #expect(try property.tryKeptInputs().violations == [])
    }
}
