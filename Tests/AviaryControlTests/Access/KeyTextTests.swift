import AviaryControl
import AviaryTesting
import Testing

struct KeyTextTests {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a key is read as it was written`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let key = KeyText(using: &random)
        #expect(key.text.utf8.count == KeyText.count && key.text.hasPrefix("avk_") && key.prefix.count == 12)
        #expect(KeyText(parsing: key.text) == key)
        #expect(key.text.hasPrefix(key.prefix + "_"))
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `a character that is wrong, missing, too many or swapped is noticed`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let characters = Array(KeyText(using: &random).text)
        for index in characters.indices {
            var wrong = characters
            wrong[index] = try #require(Self.alphabet.filter { $0 != characters[index] }.randomElement(using: &random))
            #expect(KeyText(parsing: String(wrong)) == nil, "\(index)")
            wrong = characters
            wrong.remove(at: index)
            #expect(KeyText(parsing: String(wrong)) == nil)
            wrong.insert(contentsOf: [characters[index], "0"], at: index)
            #expect(KeyText(parsing: String(wrong)) == nil)
            guard index > 0, characters[index] != characters[index - 1] else { continue }
            wrong = characters
            wrong.swapAt(index, index - 1)
            #expect(KeyText(parsing: String(wrong)) == nil)
        }
    }

    @Test(arguments: [
        "", "avk_", "avk", "eyJhbGciOi.eyJzdWIi.c2ln", String(repeating: "0", count: KeyText.count), "avk_é",
    ])
    func `what is no key is none`(text: String) { #expect(KeyText(parsing: text) == nil) }

    @Test func `a secret is shown by nothing but its text`() throws {
        var random = Seeded(seed: 1)
        let key = KeyText(using: &random)
        let secret = String(key.text.dropFirst(13))
        var dumped = ""
        dump(key, to: &dumped)
        for words in ["\(key)", String(reflecting: key), "\([key])", dumped] {
            #expect(!words.contains(secret) && words.contains(key.prefix))
        }
    }

    @Test func `a new secret keeps the prefix, and no two are alike`() throws {
        var random = SystemRandomNumberGenerator()
        let first = KeyText(using: &random)
        let second = KeyText(prefix: first.prefix, using: &random)
        #expect(second.prefix == first.prefix && second != first && KeyText(parsing: second.text) == second)
        #expect(Set((0..<1000).map { _ in KeyText(using: &random) }).count == 1000)
    }
}
